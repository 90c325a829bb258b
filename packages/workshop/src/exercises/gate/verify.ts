import { basename } from "node:path";
import { loadExercise } from "../exercise.ts";
import { ManifestError } from "../manifest.ts";
import { readTestNames } from "../test-names.ts";
import { readWrongAnswer, wrongAnswerNames } from "../wrong-answer.ts";
import type { Check, Evidence } from "./evidence.ts";
import { layOut } from "./lay-out.ts";
import { matrix } from "./rules/matrix.ts";
import { places } from "./rules/places.ts";
import { rightAnswers } from "./rules/right-answers.ts";
import { starter } from "./rules/starter.ts";
import { structure } from "./rules/structure.ts";
import { tests } from "./rules/tests.ts";
import { wrongAnswers } from "./rules/wrong-answers.ts";
import { checkTypes, lint } from "./run-tools.ts";
import { runVariants } from "./run-variants.ts";

const rules = [structure, tests, starter, rightAnswers, wrongAnswers, places, matrix];

/** The gate's result for one exercise. */
export interface GateReport {
  /** The exercise's folder name. */
  name: string;
  checks: readonly Check[];
}

export interface VerifyOptions {
  /**
   * Runs on each wrong answer only the tests that it names. The checks are the same, but two are only checked
   * in part: that no other test fails, and that the happy path passes. For `pnpm test`, which runs often.
   */
  declaredOnly?: boolean;
}

/**
 * The gate shows that an exercise works. Its solution passes, and its starter fails for the right reasons.
 * The tests that a wrong answer names catch it. Other right answers pass, too.
 *
 * All variants of all given exercises run in one vitest, one compiler and one linter.
 */
export async function verify(
  folders: readonly string[],
  { declaredOnly = false }: VerifyOptions = {},
): Promise<GateReport[]> {
  const loaded = folders.map((folder) => ({ folder, exercise: tryToLoad(folder) }));
  const sound = loaded
    .filter(({ exercise }) => !(exercise instanceof ManifestError))
    .map(({ folder }) => folder);
  const variants = new Map(sound.map((folder) => [folder, layOut(folder)]));
  const [runs, typeErrors, lintErrors] = await Promise.all([
    runVariants(sound, declaredOnly),
    checkTypes(sound),
    lint(sound),
  ]);
  return loaded.map(({ folder, exercise }) => {
    const name = basename(folder);
    if (exercise instanceof ManifestError) {
      return { name, checks: [{ claim: "the manifest matches its schema", problems: [exercise.message] }] };
    }
    const evidence: Evidence = {
      exercise,
      variants: variants.get(folder) ?? [],
      wrongAnswers: new Map(
        wrongAnswerNames(folder).map((mistake) => [mistake, readWrongAnswer(folder, mistake)]),
      ),
      testNames: readTestNames(folder),
      runs: runs.get(folder) ?? new Map(),
      typeErrors: typeErrors.get(folder) ?? new Map(),
      lintErrors: lintErrors.get(folder) ?? [],
    };
    const manifest = { claim: "the manifest matches its schema", problems: [] };
    return { name, checks: [manifest, ...rules.flatMap((rule) => rule(evidence))] };
  });
}

function tryToLoad(folder: string): ReturnType<typeof loadExercise> | ManifestError {
  try {
    return loadExercise(folder);
  } catch (error) {
    if (error instanceof ManifestError) return error;
    throw error;
  }
}
