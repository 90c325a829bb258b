import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exchange, random, signIn, startRecorder } from "../../test/support/exchanges.ts";
import { createRecorder, keepRecording, type Recorder, readKeptRecording } from "./index.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kept-"));
  file = join(folder, "recording.jsonl");
});
afterEach(() => rmSync(folder, { recursive: true }));

const failures: unknown[] = [];
const options = (limitBytes?: number) => ({
  file,
  run: "a-run",
  onFailure: (error: unknown) => void failures.push(error),
  ...(limitBytes === undefined ? {} : { limitBytes }),
});

/** The recording as another program reads it from the file. */
function goOn(): Recorder {
  return createRecorder({ now: Date.now, earlier: readKeptRecording(file) });
}

function recordSignIn(recorder: Recorder): void {
  for (const each of signIn().exchanges) recorder.record(each);
}

describe("a recording that is kept on disk", () => {
  it("is the same for a program that goes on with it, at each moment, also where it began earlier", () => {
    const recorder = startRecorder();
    recorder.note("before");
    keepRecording(recorder, options());
    for (const each of signIn().exchanges) {
      recorder.record(each);
      expect(goOn().recording()).toEqual(recorder.recording());
    }
    const { id } = recorder.record(exchange({ durationMs: null }));
    recorder.replace(id, exchange({ durationMs: 5 }));
    recorder.note("after");
    expect(goOn().recording()).toEqual(recorder.recording());
    expect(readKeptRecording(file)).toMatchObject({ run: "a-run", lost: 0 });
  });

  it("goes on with later numbers for hops, notes, events, labels and stories", () => {
    const first = startRecorder();
    keepRecording(first, options());
    recordSignIn(first);
    first.note("one");
    const second = goOn();
    let last = 0;
    first.subscribe(0, ({ sequence }) => (last = sequence));
    const told: number[] = [];
    second.subscribe(last, ({ sequence }) => told.push(sequence));
    recordSignIn(second);
    second.note("two");
    const { hops, notes } = second.recording();
    expect(hops.map(({ id }) => id)).toEqual(hops.map((_, index) => index + 1));
    expect(notes.map(({ text }) => text)).toEqual(["one", "two"]);
    expect(told[0]).toBe(last + 1);
    const half = hops.length / 2;
    const labels = (part: typeof hops) => new Set(JSON.stringify(part).match(/\[(?:code|state) \d+\]/g));
    const stories = (part: typeof hops) => new Set(part.flatMap(({ story }) => story ?? []));
    for (const namesIn of [labels, stories]) {
      expect(namesIn(hops.slice(0, half)).size).toBeGreaterThan(0);
      expect(namesIn(hops.slice(0, half)).isDisjointFrom(namesIn(hops.slice(half)))).toBe(true);
    }
  });

  it("ends before a line that was cut, wherever it was cut, and loses no other line", () => {
    const recorder = startRecorder();
    keepRecording(recorder, options());
    recordSignIn(recorder);
    const before = recorder.recording();
    const whole = readFileSync(file);
    recorder.note("The note that is cut: “…”");
    const now = readFileSync(file);
    for (let end = whole.length; end < now.length; end += 1) {
      writeFileSync(file, now.subarray(0, end));
      expect(goOn().recording()).toEqual(before);
      expect(readKeptRecording(file)?.lost).toBe(0);
    }
  });

  it("says how many lines are damaged, and has the others", () => {
    const recorder = startRecorder();
    keepRecording(recorder, options());
    for (const text of ["one", "two", "three"]) recorder.note(text);
    const [header, one, , three] = readFileSync(file, "utf8").split("\n");
    writeFileSync(file, [header, one, '{"sequence":2,"note":{', three, ""].join("\n"));
    expect(readKeptRecording(file)?.lost).toBe(1);
    const again = goOn();
    again.note("four");
    expect(again.recording().notes.map(({ text }) => text)).toEqual(["one", "three", "four"]);
  });

  it.each([
    ["that is not there", undefined],
    ["that is empty", ""],
    ["whose first line was cut", '{"version":1,"run"'],
    ["of something else", "hello\nworld\n"],
    ["of another version", '{"version":2,"run":"r","title":"t","startedAt":"2026-01-05T10:00:00.000Z"}\n'],
  ])("a file %s is none", (_what, content) => {
    if (content !== undefined) writeFileSync(file, content);
    expect(readKeptRecording(file)).toBeUndefined();
  });

  it("can be read by this user only, also after it was written anew", async () => {
    const recorder = startRecorder();
    keepRecording(recorder, options());
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const secret = random();
    recorder.note(`Later a secret: ${secret}`);
    recorder.learn("code", secret);
    await Promise.resolve();
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("holds no secret, nor one that became known as such only after it was written", async () => {
    const recorder = startRecorder();
    keepRecording(recorder, options());
    const { exchanges, secrets } = signIn();
    const [later, inAddress] = [random(), random()];
    recorder.note(`A line with ${later}`);
    recorder.record(exchange({ url: `http://localhost:3001/mcp?hidden=${inAddress}` }));
    expect(readFileSync(file, "utf8")).toContain(later);
    for (const each of exchanges) recorder.record(each);
    recorder.learn("code", later);
    recorder.learn("access token", inAddress);
    // The file is written again only once, for all corrected entries.
    await Promise.resolve();
    const text = readFileSync(file, "utf8");
    for (const value of [...Object.values(secrets), later, inAddress]) expect(text).not.toContain(value);
    expect(goOn().recording()).toEqual(recorder.recording());
  });

  it("never gets larger than its limit, and then has what is latest", () => {
    const recorder = startRecorder();
    const limit = 20_000;
    keepRecording(recorder, options(limit));
    for (let count = 1; count <= 2_000; count += 1) {
      recorder.note(`Note ${count}: ${"…".repeat(count % 50)}`);
      expect(statSync(file).size).toBeLessThanOrEqual(limit);
    }
    const { notes } = goOn().recording();
    expect(notes.length).toBeGreaterThan(20);
    expect(notes).toEqual(recorder.recording().notes.slice(-notes.length));
    const again = goOn();
    again.note("later");
    expect(again.recording().notes.at(-1)?.text).toBe("later");
  });

  it("is given up where it cannot be written, and the recorder goes on", () => {
    const recorder = startRecorder();
    failures.length = 0;
    keepRecording(recorder, options(400));
    // The file cannot replace a folder.
    rmSync(file);
    mkdirSync(join(file, "in the way"), { recursive: true });
    for (let count = 0; count < 20; count += 1) recorder.note(`Note ${count}`);
    expect(failures).toHaveLength(1);
    expect(recorder.recording().notes).toHaveLength(20);
  });

  it("is not written to any more when it has ended", () => {
    const recorder = startRecorder();
    const stop = keepRecording(recorder, options());
    recorder.note("one");
    stop();
    recorder.note("two");
    expect(
      goOn()
        .recording()
        .notes.map(({ text }) => text),
    ).toEqual(["one"]);
  });
});
