import { join } from "node:path";

/** Where the recording of a task's failing test is kept. */
export function flowFile(exerciseFolder: string, taskId: string): string {
  return join(exerciseFolder, "reports/flows", `${taskId}.json`);
}
