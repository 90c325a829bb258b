import { existsSync } from "node:fs";
import type { Exercise } from "../exercises/exercise.ts";
import { flowFile } from "../exercises/flows/flow-file.ts";
import type { Task } from "../exercises/manifest.ts";
import { describeRecording } from "../recording/describe-recording.ts";
import { readRecording } from "../recording/recording-file.ts";

/**
 * Shows the recording of the task's failing test.
 *
 * @throws Error that says how to get one, when there is none.
 */
export async function showFlow(
  { exercise, task }: { exercise: Exercise; task: Task },
  print: (text: string) => void,
): Promise<void> {
  const file = flowFile(exercise.folder, task.id);
  if (!existsSync(file))
    throw new Error(
      `There is no recording of ${task.id}. It is written when one of its tests fails and something has passed between the programs: pnpm workshop ${task.id}`,
    );
  print(describeRecording(readRecording(file)));
}
