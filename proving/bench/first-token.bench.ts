import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** How long a test waits for the mock: from `createMockEntra()` to the first token, each time in a new process. */
const goalMilliseconds = 100;
const runs = 7;

process.exitCode = await main();

async function main(): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) times.push(await measure());
  const sorted = times.toSorted((left, right) => left - right);
  const median = sorted[Math.floor(runs / 2)] ?? Infinity;
  const verdict = median <= goalMilliseconds ? "yes" : "no";
  process.stdout.write(
    `First token of a new mock-entra: median ${median.toFixed(0)} ms of ${runs} new processes, ${sorted[0]?.toFixed(0)} to ${sorted.at(-1)?.toFixed(0)} (at most ${goalMilliseconds}: ${verdict})\n`,
  );
  return median <= goalMilliseconds ? 0 : 1;
}

async function measure(): Promise<number> {
  const child = fork(join(import.meta.dirname, "servers/first-token.ts"));
  const [milliseconds]: unknown[] = await once(child, "message");
  await once(child, "close");
  return Number(milliseconds);
}
