import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../exercises/exercise.ts";
import { renderExerciseMatrix } from "../exercises/exercise-matrix.ts";
import { renderKillMatrix } from "../exercises/kill-matrix.ts";

/** `pnpm kill-matrix`: writes docs/kill-matrix.md and docs/exercise-matrix.md again. */
writeFileSync(join(repositoryRoot, "docs/kill-matrix.md"), renderKillMatrix());
writeFileSync(join(repositoryRoot, "docs/exercise-matrix.md"), renderExerciseMatrix());
