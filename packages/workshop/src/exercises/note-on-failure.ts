import { onTestFailed } from "vitest";

/** A line, or several, for a learner. */
export type Note = string;

declare module "vitest" {
  interface TaskMeta {
    /** What a learner sees beneath the message of a failed test. */
    notes?: Note[];
  }
}

/**
 * For tests of exercises: what is shown beneath the message if the running test fails, and not otherwise. Such as what the
 * learner's code has thrown, where the test has caught it: the assertion tells what is missing, this tells why.
 */
export function noteOnFailure(note: Note): void {
  onTestFailed(({ task }) => {
    // Vitest calls what was registered last first; a learner reads in the order in which things happened.
    task.meta.notes = [note, ...(task.meta.notes ?? [])];
  });
}
