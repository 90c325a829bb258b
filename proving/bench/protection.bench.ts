import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findRedisServer, startRedisServer } from "../src/instances/redis-server.ts";
import { fillStore } from "./fill-store.ts";
import { callTool, median, print, startServer } from "./mcp-load.ts";
import { revokeSession } from "./revoke-session.ts";
import { shareOfTime } from "./share-of-time.ts";

/**
 * What protection costs: the same tool, called through the remote server with everything on (each token looked up in the store,
 * audit log, limits, policy, encryption) and through the SDK's own server with none of it. Rounds in turn, the median of
 * their ratios. Afterwards a session is revoked, and the next request has to be refused, on another instance too.
 */
const goal = 0.85;
const rounds = 7;
const load = { connections: 10, seconds: 3 };
const usable = 200;

const folder = mkdtempSync(join(tmpdir(), "bench-protection-"));
const verdicts = [await measure("SQLite", `sqlite:${join(folder, "sessions.sqlite")}`)];
if (findRedisServer() === undefined) {
  print("Redis    not measured: there is no redis-server. Get it with: apt-get install redis-server");
} else {
  const redis = await startRedisServer();
  verdicts.push(await measure("Redis", redis.url));
  await redis.stop();
}
await shareOfTime(join(folder, "parts.sqlite"));
rmSync(folder, { recursive: true });
process.exitCode = verdicts.every(Boolean) ? 0 : 1;

async function measure(name: string, location: string): Promise<boolean> {
  const tokens = await fillStore(location, 10_000, usable);
  const [bare, ours] = [
    await startServer("bare-mcp"),
    await startServer("protected-mcp", { SESSION_STORE: location }),
  ];
  const speeds: { bare: number[]; ours: number[] } = { bare: [], ours: [] };
  for (const { url } of [bare, ours]) await callTool(url, tokens, { ...load, seconds: 2 });
  for (let round = 0; round < rounds; round += 1) {
    speeds.bare.push((await callTool(bare.url, tokens, load)).callsPerSecond);
    speeds.ours.push((await callTool(ours.url, tokens, load)).callsPerSecond);
  }
  const ratio = median(speeds.ours.map((speed, round) => speed / (speeds.bare[round] ?? Infinity)));
  const holds = ratio >= goal;
  print(
    `${name.padEnd(8)} ${median(speeds.ours).toFixed(0)} protected and ${median(speeds.bare).toFixed(0)} bare tools/call per second: ${ratio.toFixed(2)}, the median of the rounds' (at least ${goal}: ${holds ? "yes" : "no"})`,
  );
  await bare.stop();
  const refused = await revokeSession(ours, location, tokens[0] ?? "");
  print(
    `${name.padEnd(8)} a revoked session is refused on the next request, on another instance too: ${refused ? "yes" : "no"}`,
  );
  await ours.stop();
  return holds && refused;
}
