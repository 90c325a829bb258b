import { readFileSync, writeFileSync } from "node:fs";
import type { Recording } from "./hop.ts";
import { recordingSchema } from "./recording-schema.ts";

/** The recorder writes no larger file. */
const largestFile = 200 * 1_024 * 1_024;

/** Says why a file is not a recording, and what to do about it. */
export class RecordingFileError extends Error {
  constructor(what: string, options?: ErrorOptions) {
    super(`${what} Make a recording with “pnpm demo --record FILE”.`, options);
    this.name = "RecordingFileError";
  }
}

/** @throws Error if the file cannot be written. */
export function writeRecording(file: string, recording: Recording): void {
  writeFileSync(file, `${JSON.stringify(recording, null, 2)}\n`);
}

/** @throws RecordingFileError that says what is wrong with the file. */
export function readRecording(file: string): Recording {
  return parseRecording(readText(file), file);
}

/**
 * Reads a recording from another source, such as an upload. Do not trust its values.
 *
 * @param name of the file, for messages.
 * @throws RecordingFileError
 */
export function parseRecording(content: string, name: string): Recording {
  if (content.length > largestFile) throw new RecordingFileError(`${name} is too large for a recording.`);
  const json = parseJson(content, name);
  const parsed = recordingSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? "" : ` at ${issue.path.join(".")}`;
  throw new RecordingFileError(
    `${name} is not a recording${where}: ${issue?.message ?? "it has another form"}.`,
  );
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new RecordingFileError(`${file} cannot be read.`, { cause: error });
  }
}

function parseJson(content: string, name: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new RecordingFileError(`${name} is not a recording: it is not JSON.`, { cause: error });
  }
}
