import { onTestFailed } from "vitest";

declare module "vitest" {
  interface TaskMeta {
    /** What a learner sees beneath the message of a failed test. */
    notes?: string[];
  }
}

/**
 * For tests of exercises: what is shown beneath the message if the running test fails, and not otherwise. Such as what the
 * learner's code has thrown, where the test has caught it: the assertion tells what is missing, this tells why.
 */
export function noteOnFailure(note: string): void {
  onTestFailed(({ task }) => {
    task.meta.notes = [...(task.meta.notes ?? []), note];
  });
}
