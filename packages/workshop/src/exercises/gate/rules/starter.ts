import { taskOf } from "../../test-names.ts";
import { unreadable } from "../unreadable.ts";
import { type Check, type Evidence, noRun } from "../evidence.ts";

/**
 * The starter compiles, and fails where a learner begins, for the right reason and with a helpful message.
 */
export function starter(evidence: Evidence): Check[] {
  const { tests, errors } = evidence.runs.get("starter") ?? noRun;
  const failed = tests.filter(({ state }) => state === "failed");
  const byAssertion = failed.filter(({ failures }) => failures.some(({ kind }) => kind === "assertion"));
  const tasks = evidence.exercise.manifest.tasks.map(({ id }) => id);
  return [
    { claim: "the starter compiles", problems: [...(evidence.typeErrors.get("starter") ?? []), ...errors] },
    {
      claim: "each task has an assertion that fails in the starter",
      problems: tasks
        .filter((id) => !byAssertion.some(({ name }) => taskOf(name) === id))
        .map((id) => `No assertion of task ${id} fails in the starter: it would pass without work.`),
    },
    {
      claim: "what fails in the starter fails by an instruction",
      problems: failed.flatMap((test) => unreadable(test)),
    },
  ];
}
