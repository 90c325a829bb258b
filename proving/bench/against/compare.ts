import { join } from "node:path";
import { print } from "../mcp-load.ts";
import { compareCalls } from "./compare-calls.ts";
import { compareExercises, compareTests } from "./compare-commands.ts";
import { layOut } from "./lay-out.ts";

const here = join(import.meta.dirname, "../../..");
const comparisons = new Map([
  ["calls", compareCalls],
  ["exercises", compareExercises],
  ["tests", compareTests],
]);

/** @param wanted names of comparisons; none means all. @returns the exit code. A comparison has no claim that could be wrong. */
export async function compareWith(commit: string, wanted: readonly string[]): Promise<number> {
  const unknown = wanted.filter((name) => !comparisons.has(name));
  if (unknown.length > 0) {
    print(
      `There is no comparison “${unknown.join("”, “")}”. There are ${[...comparisons.keys()].join(", ")}.`,
    );
    return 1;
  }
  const then = layOut(commit);
  print(`Against ${then.commit}, both in turns:`);
  for (const [name, compare] of comparisons) {
    if (wanted.length === 0 || wanted.includes(name)) await compare([here, then.folder]);
  }
  return 0;
}
