import { randomUUID } from "node:crypto";
import {
  createRecorder,
  keepRecording,
  type KeptRecording,
  type Recorder,
  type RecorderEvent,
} from "@mcp-entra/workshop/recording";
import type { StateFolder } from "./world/state-folder.ts";

/** The recording of a live stage, in memory and on disk. */
export interface LiveRecording {
  recorder: Recorder;
  /** Identifies the recording. A page that has a part of it gets only the rest, also from the next stage. */
  run: string;
  close(): void;
}

export interface LiveRecordingOptions {
  folder: Pick<StateFolder, "recordingFile" | "earlierRecording" | "removeLeftovers">;
  /** Does not continue the recording of a killed stage. */
  beginsEmpty: boolean;
}

/** Continues the recording of a killed stage, if there is one. */
export function openLiveRecording({ folder, beginsEmpty }: LiveRecordingOptions): LiveRecording {
  const found = beginsEmpty ? undefined : folder.earlierRecording();
  const earlier = found === undefined || found.events.length === 0 ? undefined : found;
  const recorder = createRecorder({
    now: Date.now,
    title: "The stage",
    earlier: earlier && { ...earlier, events: earlier.events.map(withoutOpenEnd) },
  });
  const run = earlier?.run ?? randomUUID();
  const close = keepRecording(recorder, {
    file: folder.recordingFile,
    run,
    // Later, because the subscribers have to get the event first that could not be written.
    onFailure: (error) => void setImmediate(() => recorder.note(sayNotKept(error))),
  });
  folder.removeLeftovers();
  if (earlier !== undefined) recorder.note(sayWhatIsAbove(earlier));
  return { recorder, run, close };
}

/** A request without an answer is not open any more: its server is gone. */
function withoutOpenEnd(event: RecorderEvent): RecorderEvent {
  if (!("hop" in event) || event.hop.durationMs !== null || event.hop.response.status !== null) return event;
  return { ...event, hop: { ...event.hop, error: "no answer was seen" } };
}

function sayWhatIsAbove({ lost }: KeptRecording): string {
  const damaged = lost === 0 ? "" : ` ${lost} of its lines could not be read.`;
  return `The stage was started again. The lines above are from before.${damaged} The servers and clients are new: connect again.`;
}

function sayNotKept(error: unknown): string {
  const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
  return `The recording cannot be written to the disk${code}. The stage goes on. If it is killed, the next stage begins empty.`;
}
