import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@redis/client";
import { findRedisServer, startRedisServer } from "../src/instances/redis-server.ts";
import { fillStore } from "./fill-store.ts";
import { callTool, median, print, startServer } from "./mcp-load.ts";

/**
 * What a session's look-up costs as sessions become more: calls of a tool that needs no Graph, through /mcp, with a thousand
 * and with a million sessions in the store, in turn; and how soon a server is ready with a million of them. The load is
 * gentle, so that it is the server's time that is measured and not the queue before it.
 */
const sizes = { few: 1_000, many: 1_000_000 };
const goals = { p99Ratio: 2, readyMs: 1_000 };
const rounds = 7;
const usable = 500;
const load = { connections: 4, seconds: 3, callsPerSecond: 200 };

const folder = mkdtempSync(join(tmpdir(), "bench-sessions-"));
const verdicts = [await sqlite(), await redis()];
rmSync(folder, { recursive: true });
process.exitCode = verdicts.every(Boolean) ? 0 : 1;

function file(size: number): string {
  return join(folder, `${size}.sqlite`);
}

async function sqlite(): Promise<boolean> {
  const holds = await compare("SQLite", async (size) => `sqlite:${file(size)}`);
  const bytes = statSync(file(sizes.many)).size / sizes.many;
  print(`SQLite   ${bytes.toFixed(0)} bytes of the file a session, indexes included, without Entra's tokens`);
  return holds;
}

async function redis(): Promise<boolean> {
  if (findRedisServer() === undefined) {
    print("Redis    not measured: there is no redis-server. Get it with: apt-get install redis-server");
    return process.env["CI"] !== "true";
  }
  const servers = new Map(
    await Promise.all(Object.values(sizes).map(async (size) => [size, await startRedisServer()] as const)),
  );
  const url = (size: number): string => servers.get(size)?.url ?? "";
  const before = await usedMemory(url(sizes.many));
  const holds = await compare("Redis", async (size) => url(size));
  const bytes = ((await usedMemory(url(sizes.many))) - before) / sizes.many;
  print(`Redis    ${bytes.toFixed(0)} bytes of memory a session, without Entra's tokens`);
  for (const server of servers.values()) await server.stop();
  return holds;
}

async function usedMemory(url: string): Promise<number> {
  const client = createClient({ url });
  await client.connect();
  const used = Number(/used_memory:(\d+)/.exec(await client.info("memory"))?.[1]);
  client.destroy();
  return used;
}

async function compare(name: string, locationOf: (size: number) => Promise<string>): Promise<boolean> {
  const prepare = async (size: number) => {
    const location = await locationOf(size);
    const tokens = await fillStore(location, size, usable);
    return { tokens, server: await startServer("protected-mcp", { SESSION_STORE: location }) };
  };
  const [few, many] = [await prepare(sizes.few), await prepare(sizes.many)];
  const p99: { few: number[]; many: number[] } = { few: [], many: [] };
  for (const each of [few, many]) await callTool(each.server.url, each.tokens, { ...load, seconds: 2 });
  for (let round = 0; round < rounds; round += 1) {
    p99.few.push((await callTool(few.server.url, few.tokens, load)).p99Ms);
    p99.many.push((await callTool(many.server.url, many.tokens, load)).p99Ms);
  }
  await many.server.stop();
  await few.server.stop();
  const readyMs = await quickestStart(await locationOf(sizes.many));
  const ratio = median(p99.many.map((value, round) => value / Math.max(p99.few[round] ?? 0, 0.5)));
  const holds = { p99: ratio < goals.p99Ratio, ready: readyMs <= goals.readyMs };
  print(
    `${name.padEnd(8)} p99 of tools/call: ${median(p99.few)} ms with ${sizes.few} sessions, ${median(p99.many)} ms with ${sizes.many}: ${ratio.toFixed(2)}-fold, the median of the rounds' (less than ${goals.p99Ratio}: ${yesNo(holds.p99)})`,
  );
  print(
    `${name.padEnd(8)} ready after ${readyMs.toFixed(0)} ms with ${sizes.many} sessions, from the start of its process (at most ${goals.readyMs}: ${yesNo(holds.ready)})`,
  );
  return holds.p99 && holds.ready;
}

/** Of three, since what else the machine does is not the server's: from the start of its process, in milliseconds. */
async function quickestStart(location: string): Promise<number> {
  const starts: number[] = [];
  for (let start = 0; start < 3; start += 1) {
    const server = await startServer("protected-mcp", { SESSION_STORE: location });
    starts.push(server.readyMs);
    await server.stop();
  }
  return Math.min(...starts);
}

function yesNo(holds: boolean): string {
  return holds ? "yes" : "no";
}
