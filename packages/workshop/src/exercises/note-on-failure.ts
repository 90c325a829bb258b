import { onTestFailed } from "vitest";

/** One or more lines for a learner. */
export type Note = string;

declare module "vitest" {
  interface TaskMeta {
    /** The text that a learner sees under the message of a failed test. */
    notes?: Note[];
  }
}

/**
 * For tests of exercises: adds a text under the message if the running test fails. For example, the error of
 * the learner's code that the test has caught: the assertion says what is missing, and this says why.
 */
export function noteOnFailure(note: Note): void {
  onTestFailed(({ task }) => {
    // Vitest calls the last registered function first. A learner has to read the notes in the order of the
    // events.
    task.meta.notes = [note, ...(task.meta.notes ?? [])];
  });
}
