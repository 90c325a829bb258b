import type { Exercise } from "../exercise.ts";
import type { RunResult } from "../run-tests.ts";
import type { Variant } from "../variants.ts";
import type { WrongAnswer } from "../wrong-answer.ts";

/** Everything that the rules judge by. */
export interface Evidence {
  exercise: Exercise;
  variants: readonly Variant[];
  /** By the name of the diff in `wrong/`; undefined where its head is incomplete. */
  wrongAnswers: ReadonlyMap<string, WrongAnswer | undefined>;
  testNames: readonly string[];
  /** By the name of the variant. */
  runs: ReadonlyMap<string, RunResult>;
  /** By the name of the variant. */
  typeErrors: ReadonlyMap<string, readonly string[]>;
  /** Of the solution and the alternative. */
  lintErrors: readonly string[];
}

/** One thing that was looked at. It holds when there is no problem. */
export interface Check {
  claim: string;
  problems: readonly string[];
}

export const noRun: RunResult = { tests: [], errors: [] };
