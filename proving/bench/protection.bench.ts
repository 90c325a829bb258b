import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findRedisServer, startRedisServer } from "../src/instances/redis-server.ts";
import { fillStore } from "./fill-store.ts";
import {
  callTool,
  generations,
  type Load,
  median,
  print,
  type RunningServer,
  startServer,
} from "./mcp-load.ts";
import { revokeSession } from "./revoke-session.ts";

/**
 * The cost of protection. The same tool is called in three ways: through the remote server with all protection (each token is looked up
 * in the store; audit log, limits, policy, encryption), through the SDK's own handler without protection, and through our own code
 * without protection. The goal is the ratio to the SDK's handler, in each generation of MCP. The third way shows the part of protection
 * in a call. It can be faster than the SDK's handler, because it uses the SDK better. Rounds in turn, and the median of their ratios.
 * After that, a session is revoked, and both instances have to refuse the next request.
 */
const goal = 0.85;
const rounds = 7;
const load = { connections: 10, seconds: 3 };
const usable = 200;
const baselines = [
  { file: "bare-mcp", what: "the SDK's own server", isGoal: true },
  { file: "stripped-mcp", what: "ours without protection", isGoal: false },
];

const folder = mkdtempSync(join(tmpdir(), "bench-protection-"));
const verdicts = [await measure("SQLite", `sqlite:${join(folder, "sessions.sqlite")}`)];
if (findRedisServer() === undefined) {
  print("Redis    not measured: there is no redis-server. Get it with: apt-get install redis-server");
} else {
  const redis = await startRedisServer();
  verdicts.push(await measure("Redis", redis.url));
  await redis.stop();
}
const parts = await startServer("share-of-time", { SESSION_STORE: `sqlite:${join(folder, "parts.sqlite")}` });
print(`Where the time goes, in a call with SQLite:\n${parts.url}`);
await parts.stop();
rmSync(folder, { recursive: true });
process.exitCode = verdicts.every(Boolean) ? 0 : 1;

async function measure(name: string, location: string): Promise<boolean> {
  const tokens = await fillStore(location, 10_000, usable);
  const ours = await startServer("protected-mcp", { SESSION_STORE: location });
  const others = await Promise.all(
    baselines.map(async ({ file, what, isGoal }) => ({ what, isGoal, server: await startServer(file) })),
  );
  const holds: boolean[] = [];
  for (const generation of generations) {
    const title = `${name.padEnd(8)} MCP ${generation}:`;
    holds.push(
      await compare(title, [ours, ...others.map(({ server }) => server)], { ...load, generation }, tokens),
    );
  }
  for (const { server } of others) void server.stop();
  const refused = await revokeSession(ours, location, tokens[0] ?? "");
  print(
    `${name.padEnd(8)} a revoked session is refused on the next request, on another instance too: ${refused ? "yes" : "no"}`,
  );
  await ours.stop();
  return refused && holds.every(Boolean);
}

/** @param servers our server first, and then the baselines. */
async function compare(
  title: string,
  servers: readonly RunningServer[],
  each: Load,
  tokens: readonly string[],
): Promise<boolean> {
  const all = servers.map((server) => ({ server, speeds: new Array<number>() }));
  for (const { server } of all) await callTool(server.url, tokens, { ...each, seconds: 2 });
  for (let round = 0; round < rounds; round += 1) {
    for (const { server, speeds } of all)
      speeds.push((await callTool(server.url, tokens, each)).callsPerSecond);
  }
  const [ourSpeeds = [], ...otherSpeeds] = all.map(({ speeds }) => speeds);
  print(`${title} ${median(ourSpeeds).toFixed(0)} protected tools/call per second`);
  const holds = baselines.map(({ what, isGoal }, index) => {
    const theirs = otherSpeeds[index] ?? [];
    // In rounds, so that other load on the machine affects all in the same way.
    const ratio = median(ourSpeeds.map((speed, round) => speed / (theirs[round] ?? Infinity)));
    const verdict = isGoal ? ` (at least ${goal}: ${ratio >= goal ? "yes" : "no"})` : "";
    print(
      `${title} ${ratio.toFixed(2)} of ${what}, which does ${median(theirs).toFixed(0)}: the median of the rounds'${verdict}`,
    );
    return !isGoal || ratio >= goal;
  });
  return holds.every(Boolean);
}
