import { verify } from "../../src/exercises/gate/verify.ts";

/**
 * Runs the gate in a separate process, because it starts a vitest. The arguments are the folders, and optionally `--declared-only` before
 * them. The answer is JSON.
 */
const [first, ...rest] = process.argv.slice(2);
const declaredOnly = first === "--declared-only";
const reports = await verify(declaredOnly ? rest : process.argv.slice(2), { declaredOnly });
process.stdout.write(`\n${JSON.stringify(reports)}\n`);
