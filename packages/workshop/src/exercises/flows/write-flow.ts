import type { RawExchange } from "../../recording/raw-exchange.ts";
import { createRecorder } from "../../recording/recorder.ts";
import { writeRecording } from "../../recording/recording-file.ts";
import { learnSeededSecrets } from "../../recording/trace-exchange.ts";

/** Writes the recording of a failed test. */
export function writeFlow(
  file: string,
  testName: string,
  exchanges: readonly RawExchange[],
  message: string,
): void {
  const recorder = createRecorder({ now: Date.now, title: testName });
  learnSeededSecrets(recorder);
  for (const exchange of exchanges) recorder.record(exchange);
  recorder.note(`The test failed: ${message}`);
  writeRecording(file, recorder.recording());
}
