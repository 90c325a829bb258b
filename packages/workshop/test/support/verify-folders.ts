import { verify } from "../../src/exercises/gate/verify.ts";

/** Runs the gate in a process of its own, since it starts a vitest: the folders are the arguments, JSON is the answer. */
const reports = await verify(process.argv.slice(2));
process.stdout.write(`\n${JSON.stringify(reports)}\n`);
