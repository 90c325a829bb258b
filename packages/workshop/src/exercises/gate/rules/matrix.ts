import { readMatrix } from "../../exercise-matrix.ts";
import { isKind, kindNames } from "../../kinds.ts";
import { ManifestError } from "../../manifest.ts";
import type { Check, Evidence } from "../evidence.ts";

/** In every task, every kind of mistake is caught, or cannot be made. For an exercise with a `kinds.json`. */
export function matrix(evidence: Evidence): Check[] {
  return [
    { claim: "each kind of mistake is caught in each task, or has a reason", problems: problemsOf(evidence) },
  ];
}

function problemsOf({ exercise, wrongAnswers }: Evidence): string[] {
  try {
    const cells = readMatrix(exercise);
    if (cells === undefined) return [];
    return [
      ...[...wrongAnswers]
        .filter(([, answer]) => answer !== undefined && !isKind(answer.kind ?? ""))
        .map(([name]) => `wrong/${name}.diff needs a line “Kind: …”, one of ${kindNames.join(", ")}.`),
      ...cells
        .filter(({ answers, why }) => answers.length === 0 && why === undefined)
        .map(
          ({ kind, task }) =>
            `Task ${task} has no wrong answer of the kind “${kind}”, and kinds.json does not say why.`,
        ),
      ...cells
        .filter(({ answers, why }) => answers.length > 0 && why !== undefined)
        .map(
          ({ kind, task, answers }) =>
            `kinds.json says why task ${task} has no wrong answer of the kind “${kind}”, but ${answers.join(", ")} is one.`,
        ),
    ];
  } catch (error) {
    if (error instanceof ManifestError || error instanceof SyntaxError) return [error.message];
    throw error;
  }
}
