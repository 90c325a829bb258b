import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../exercises/exercise.ts";
import { renderKillMatrix } from "../exercises/kill-matrix.ts";

/** `pnpm kill-matrix`: writes docs/kill-matrix.md anew. */
writeFileSync(join(repositoryRoot, "docs/kill-matrix.md"), renderKillMatrix());
