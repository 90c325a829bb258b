import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { median, print } from "./mcp-load.ts";

/**
 * How long a test waits for the mock, each time in a new process: from `createMockEntra()`, with its modules loaded, to the first token.
 * It is compared with the start of Node alone, in turns, so that a slow machine affects both.
 */
const goal = 0.75;
const runs = 9;

process.exitCode = await main();

async function main(): Promise<number> {
  const [bare, token]: [number[], number[]] = [[], []];
  for (let run = 0; run < runs; run += 1) {
    bare.push((await measure("bare-node")).start);
    token.push((await measure("first-token")).sent);
  }
  const ratio = median(token.map((milliseconds, run) => milliseconds / (bare[run] ?? 0)));
  const holds = ratio <= goal;
  print(
    `First token of a new mock-entra: ${median(token).toFixed(0)} ms; a bare start of Node: ${median(bare).toFixed(0)} ms; ${ratio.toFixed(2)} of that, the median of ${runs} pairs' (at most ${goal}: ${holds ? "yes" : "no"})`,
  );
  return holds ? 0 : 1;
}

/** @returns the message of the process, and the milliseconds from its start to the message. */
async function measure(name: string): Promise<{ sent: number; start: number }> {
  const started = performance.now();
  const child = fork(join(import.meta.dirname, `servers/${name}.ts`));
  const [sent]: unknown[] = await once(child, "message");
  const start = performance.now() - started;
  await once(child, "close");
  return { sent: Number(sent), start };
}
