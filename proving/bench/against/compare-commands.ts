import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median, print } from "../mcp-load.ts";
import { compareTestNames, readTestNames, type TestNames } from "./test-names.ts";
import { timeCommand } from "./timed-command.ts";

interface Pairs {
  now: number[];
  before: number[];
}

/** An exercise's first run and its run after a save, with their CPU seconds. Each commit measures them with its own bench. */
export async function compareExercises(folders: readonly [now: string, before: string]): Promise<void> {
  const cpu = await inTurns(folders, 3, async (folder) =>
    timeCommand(folder, ["node", "proving/bench/exercise-run.bench.ts"]).then((timed) => {
      for (const line of timed.output.split("\n")) print(`           ${line}`);
      return timed.cpuSeconds;
    }),
  );
  print(`exercises  ${describe(cpu)} for a first run and three saves of each`);
}

/** Cold: turbo's cache is empty, and so is Node's compile cache. It also compares the names of the passed tests. */
export async function compareTests(folders: readonly [now: string, before: string]): Promise<void> {
  const cpu = await inTurns(folders, 1, async (folder) => {
    rmSync(join(folder, "node_modules/.cache"), { recursive: true, force: true });
    const cache = mkdtempSync(join(tmpdir(), "bench-turbo-"));
    const { cpuSeconds, output } = await timeCommand(folder, ["pnpm", "test"], { TURBO_CACHE_DIR: cache });
    rmSync(cache, { recursive: true, force: true });
    print(
      `           ${folder}: ${output.split("\n").findLast((line) => / passed, /.test(line)) ?? "no result"}`,
    );
    return cpuSeconds;
  });
  print(`tests      ${describe(cpu)} for pnpm test, cold`);
  const [now, before] = [readTestNames(folders[0]), readTestNames(folders[1])];
  const each = { now: perTest(cpu.now, now), before: perTest(cpu.before, before) };
  print(`tests      ${describe(each, 3)} a test or check: ${now.count} of them, were ${before.count}`);
  compareTestNames(now, before);
}

async function inTurns(
  [now, before]: readonly [string, string],
  rounds: number,
  measure: (folder: string) => Promise<number>,
): Promise<Pairs> {
  const times: Pairs = { now: [], before: [] };
  for (let round = 0; round < rounds; round += 1) {
    times.now.push(await measure(now));
    times.before.push(await measure(before));
  }
  return times;
}

function perTest(seconds: readonly number[], { count }: TestNames): number[] {
  return seconds.map((each) => each / count);
}

function describe({ now, before }: Pairs, digits = 1): string {
  const ratio = median(now.map((value, round) => value / (before[round] ?? Infinity)));
  const [is, was] = [median(now).toFixed(digits), median(before).toFixed(digits)];
  return `${ratio.toFixed(2)} of its CPU seconds (${is}, was ${was})`;
}
