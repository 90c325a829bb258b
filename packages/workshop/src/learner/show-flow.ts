import { existsSync } from "node:fs";
import type { Exercise } from "../exercises/exercise.ts";
import { flowFile } from "../exercises/flows/flow-file.ts";
import type { Task } from "../exercises/manifest.ts";
import { describeRecording, hopThatWentWrong } from "../recording/describe-recording.ts";
import { readRecording } from "../recording/recording-file.ts";
import { openRecording } from "./open-stage.ts";

/**
 * Shows the recording of the task's failing test: as text, or on the stage, opened at the hop that went wrong.
 *
 * @throws Error that says how to get a recording, if there is none.
 */
export async function showFlow(
  { exercise, task }: { exercise: Exercise; task: Task },
  { page, print }: { page: boolean; print: (text: string) => void },
): Promise<void> {
  const file = flowFile(exercise.folder, task.id);
  if (!existsSync(file))
    throw new Error(
      `There is no recording of ${task.id}. A recording is written when a test of this task fails and the programs have exchanged messages. Run: pnpm workshop ${task.id}`,
    );
  const recording = readRecording(file);
  if (page) await openRecording(file, hopThatWentWrong(recording)?.id);
  else print(describeRecording(recording));
}
