import { verify } from "../../src/exercises/gate/verify.ts";

/**
 * Runs the gate in a process of its own, since it starts a vitest: the folders are the arguments, behind `--declared-only` if that is
 * wanted; JSON is the answer.
 */
const [first, ...rest] = process.argv.slice(2);
const declaredOnly = first === "--declared-only";
const reports = await verify(declaredOnly ? rest : process.argv.slice(2), { declaredOnly });
process.stdout.write(`\n${JSON.stringify(reports)}\n`);
