import type { Exercise } from "../exercise.ts";
import type { RunResult } from "../test-result.ts";
import type { Variant } from "../variants.ts";
import type { WrongAnswer } from "../wrong-answer.ts";

/** The data for the rules. */
export interface Evidence {
  exercise: Exercise;
  variants: readonly Variant[];
  /** By the name of the diff in `wrong/`; undefined if its head is incomplete. */
  wrongAnswers: ReadonlyMap<string, WrongAnswer | undefined>;
  testNames: readonly string[];
  /** By the name of the variant. */
  runs: ReadonlyMap<string, RunResult>;
  /** By the name of the variant. */
  typeErrors: ReadonlyMap<string, readonly string[]>;
  /** For the solution and the alternative. */
  lintErrors: readonly string[];
}

/** One check. It passes if there is no problem. */
export interface Check {
  claim: string;
  problems: readonly string[];
}

export const noRun: RunResult = { tests: [], errors: [] };
