import { join } from "node:path";

/** Where the recording of a task's failing test is kept. */
export function flowFile(exerciseFolder: string, taskId: string): string {
  return join(exerciseFolder, "reports/flows", `${taskId}.json`);
}

/** The task that a test belongs to: its name begins with `[3.2]`. */
export function taskOfTest(testName: string): string | undefined {
  return /^\[(\d+\.\d+)\]/.exec(testName)?.[1];
}
