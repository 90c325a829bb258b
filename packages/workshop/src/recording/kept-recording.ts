import { appendFileSync, closeSync, openSync, readFileSync, renameSync, rmSync } from "node:fs";
import { z } from "zod";
import type { RecorderEvent } from "./history.ts";
import type { EarlierRecording, Recorder } from "./recorder.ts";
import { hopSchema, noteSchema } from "./recording-schema.ts";

/** A recording from the disk, which another program can continue. */
export interface KeptRecording extends EarlierRecording {
  /** Identifies the recording, also for the program that continues it. */
  run: string;
  /** How many lines could not be read. A last line that was cut by the end of the process does not count. */
  lost: number;
}

export interface KeepOptions {
  file: string;
  run: string;
  /** The file never gets larger. At the limit, the oldest entries are removed from it. */
  limitBytes?: number;
  /** Is called once if the file cannot be written, for example because the disk is full. The recorder continues without a file. */
  onFailure: (error: unknown) => void;
}

/** More than a day of teaching needs, and small enough to be read at once. */
const defaultLimitBytes = 64 * 1_024 * 1_024;

/**
 * Writes each event of a recorder to a file as a JSON line. Subscribers that come later get an event after it was written, and `kill -9` loses no
 * line, because the operating system has it. Only this user can read the file.
 *
 * @returns stops the writing. The file stays.
 */
export function keepRecording(
  recorder: Pick<Recorder, "recording" | "subscribe">,
  options: KeepOptions,
): () => void {
  const { file, limitBytes = defaultLimitBytes, onFailure } = options;
  let output: Output | undefined;
  let isRewriteDue = false;
  const attempt = (write: () => void): void => {
    try {
      write();
    } catch (error) {
      if (output !== undefined) closeSync(output.fd);
      output = undefined;
      // Later events are missing in it, so a later program could not continue it.
      removeIfPossible([file, `${file}.new`]);
      onFailure(error);
    }
  };
  const rewrite = (): void => {
    const former = output;
    output = writeAll(recorder, options, limitBytes);
    if (former !== undefined) closeSync(former.fd);
  };
  const append = (event: RecorderEvent): void => {
    if (output === undefined) return;
    const line = lineOf(event);
    output.bytes += Buffer.byteLength(line);
    if (output.bytes > limitBytes) rewrite();
    else appendFileSync(output.fd, line);
    if (event.hidesSecret) rewriteSoon();
  };
  /** An older line contains a secret. The file is written again once for all entries that are corrected together. */
  const rewriteSoon = (): void => {
    if (isRewriteDue) return;
    isRewriteDue = true;
    queueMicrotask(() => {
      isRewriteDue = false;
      if (output !== undefined) attempt(rewrite);
    });
  };
  attempt(rewrite);
  const stop = recorder.subscribe(lastSequence(recorder), (event) => attempt(() => append(event)));
  return () => {
    stop();
    if (output !== undefined) closeSync(output.fd);
    output = undefined;
  };
}

function removeIfPossible(files: readonly string[]): void {
  for (const each of files) {
    try {
      rmSync(each, { force: true });
    } catch {
      // The cause of the first error can prevent this, too.
    }
  }
}

/** The open file. */
interface Output {
  fd: number;
  bytes: number;
}

/** Writes the whole file, with each entry once. `rename` is atomic: after a kill, the old or the new file is complete. */
function writeAll(
  recorder: Pick<Recorder, "recording" | "subscribe">,
  { file, run }: KeepOptions,
  limitBytes: number,
): Output {
  const { title, startedAt } = recorder.recording();
  const header = `${JSON.stringify({ version: 1, run, title, startedAt })}\n`;
  const text = header + newest(eventsOf(recorder).map(lineOf), limitBytes).join("");
  const next = `${file}.new`;
  const fd = openSync(next, "w", 0o600);
  appendFileSync(fd, text);
  renameSync(next, file);
  return { fd, bytes: Buffer.byteLength(text) };
}

/** All lines, or the last lines up to half of the limit if there are too many. */
function newest(lines: readonly string[], limitBytes: number): readonly string[] {
  const sizes = lines.map((line) => Buffer.byteLength(line));
  let rest = sizes.reduce((sum, size) => sum + size, 0);
  if (rest <= limitBytes * 0.75) return lines;
  const first = sizes.findIndex((size) => {
    if (rest <= limitBytes / 2) return true;
    rest -= size;
    return false;
  });
  return first === -1 ? [] : lines.slice(first);
}

function eventsOf(recorder: Pick<Recorder, "subscribe">): RecorderEvent[] {
  const events: RecorderEvent[] = [];
  recorder.subscribe(0, (event) => events.push(event))();
  return events;
}

function lastSequence(recorder: Pick<Recorder, "subscribe">): number {
  return eventsOf(recorder).at(-1)?.sequence ?? 0;
}

function lineOf(event: RecorderEvent): string {
  const { sequence } = event;
  const entry = "hop" in event ? { hop: event.hop } : { note: event.note, index: event.index };
  return `${JSON.stringify({ sequence, ...entry })}\n`;
}

const headerSchema = z.strictObject({
  version: z.literal(1),
  run: z.string(),
  title: z.string(),
  startedAt: z.iso.datetime(),
});
const sequenceSchema = z.int().positive();
const eventSchema = z.union([
  z.strictObject({ sequence: sequenceSchema, hop: hopSchema }),
  z.strictObject({ sequence: sequenceSchema, note: noteSchema, index: z.int().nonnegative() }),
]);

/** @returns undefined if there is no such file, or if its first line cannot be read. */
export function readKeptRecording(file: string): KeptRecording | undefined {
  const [first = "", ...lines] = (readText(file) ?? "").split("\n").slice(0, -1);
  const header = headerSchema.safeParse(parseJson(first)).data;
  if (header === undefined) return undefined;
  const latest = new Map<string, RecorderEvent>();
  let lost = 0;
  for (const line of lines) {
    const event = eventSchema.safeParse(parseJson(line)).data;
    if (event === undefined) lost += 1;
    else latest.set("hop" in event ? `hop ${event.hop.id}` : `note ${event.index}`, event);
  }
  const { run, title, startedAt } = header;
  const events = [...latest.values()].toSorted((one, other) => one.sequence - other.sequence);
  return { run, title, startedAt, lost, events };
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
