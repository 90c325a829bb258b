import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@redis/client";
import { findRedisServer, startRedisServer } from "../src/instances/redis-server.ts";
import { fillStore } from "./fill-store.ts";
import { callTool, median, print, startServer } from "./mcp-load.ts";

/**
 * The cost of a session's look-up with many sessions: calls of a tool without Graph through /mcp, with a thousand and with a million
 * sessions in the store, in turn. It also measures the start of a server. The load is low, so that it measures the server and not a queue
 * in front of it.
 */
const sizes = { few: 1_000, many: 1_000_000 };
const goals = { p99: 2, ready: 1.5 };
const starts = 5;
/** Milliseconds, measured in turns. */
interface Pairs {
  few: number[];
  many: number[];
}

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
  const p99: Pairs = { few: [], many: [] };
  for (const each of [few, many]) await callTool(each.server.url, each.tokens, { ...load, seconds: 2 });
  for (let round = 0; round < rounds; round += 1) {
    p99.few.push((await callTool(few.server.url, few.tokens, load)).p99Ms);
    p99.many.push((await callTool(many.server.url, many.tokens, load)).p99Ms);
  }
  await many.server.stop();
  await few.server.stop();
  const ready = await startInTurns(await locationOf(sizes.few), await locationOf(sizes.many));
  const holds = [
    verdict(name, "p99 of tools/call", p99, goals.p99),
    verdict(name, "ready after the start of its process", ready, goals.ready),
  ];
  return holds.every(Boolean);
}

/** Shorter than half a millisecond: the clock is not exact enough. */
function verdict(name: string, what: string, { few, many }: Pairs, goal: number): boolean {
  const ratio = median(many.map((value, index) => value / Math.max(few[index] ?? 0, 0.5)));
  const [of, than] = [few, many].map((values) => Math.round(median(values)));
  print(
    `${name.padEnd(8)} ${what}: ${of} ms with ${sizes.few} sessions, ${than} ms with ${sizes.many}: ${ratio.toFixed(2)}-fold, the median of the pairs' (less than ${goal}: ${yesNo(ratio < goal)})`,
  );
  return ratio < goal;
}

/** The start of a server's process, in milliseconds, in turns. */
async function startInTurns(few: string, many: string): Promise<Pairs> {
  const times: Pairs = { few: [], many: [] };
  for (let start = 0; start < starts; start += 1) {
    times.few.push(await startOnce(few));
    times.many.push(await startOnce(many));
  }
  return times;
}

async function startOnce(location: string): Promise<number> {
  const server = await startServer("protected-mcp", { SESSION_STORE: location });
  await server.stop();
  return server.readyMs;
}

function yesNo(holds: boolean): string {
  return holds ? "yes" : "no";
}
