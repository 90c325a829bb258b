import {
  mkdirSync,
  mkdtempDisposableSync,
  readdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRecorder, keepRecording, type RawExchange } from "@mcp-entra/workshop/recording";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { openLiveRecording } from "../src/live-recording.ts";
import { createStateFolder } from "../src/world/state-folder.ts";

const exchange: RawExchange = {
  at: "2026-11-30T16:00:00.000Z",
  durationMs: null,
  from: "client",
  to: "server",
  transport: "http",
  method: "POST",
  url: "http://localhost:3001/mcp",
  request: { headers: {}, body: null },
  response: { status: null, headers: {}, body: null },
};

function emptyFolder(): string {
  const folder = mkdtempDisposableSync(join(tmpdir(), "stage-test-"));
  onTestFinished(() => folder.remove());
  return folder.path;
}

/** Writes the files that a killed stage leaves. @param text of the only note. */
function leave(parent: string, name: string, text: string): string {
  const folder = join(parent, name);
  mkdirSync(folder);
  const recorder = createRecorder({ now: Date.now });
  const options = {
    file: join(folder, "recording.jsonl"),
    run: `run of ${text}`,
    onFailure: () => undefined,
  };
  const stop = keepRecording(recorder, options);
  recorder.note(text);
  recorder.record(exchange);
  stop();
  return folder;
}

/** The recording that a new stage shows, with this folder for temporary files. */
function startIn(parent: string, beginsEmpty = false) {
  const folder = createStateFolder(parent);
  const recording = openLiveRecording({ folder, beginsEmpty });
  const { hops, notes } = recording.recorder.recording();
  return { ...recording, folder, hops, notes: notes.map(({ text }) => text) };
}

describe("a stage that is started after another one was killed", () => {
  it("shows what that one had recorded, goes on under its name, and removes its folder", () => {
    const parent = emptyFolder();
    leave(parent, "mcp-entra-stage-999999999-aaaaaa", "one");
    const { notes, run, hops } = startIn(parent);
    expect(notes).toEqual([
      "one",
      expect.stringMatching(/^The stage was started again\..* connect again\.$/),
    ]);
    expect(run).toBe("run of one");
    expect(hops).toMatchObject([{ id: 1, error: "no answer was seen" }]);
    expect(readdirSync(parent)).toHaveLength(1);
  });

  it("shows the latest one of two", () => {
    const parent = emptyFolder();
    leave(parent, "mcp-entra-stage-999999998-bbbbbb", "one");
    const later = leave(parent, "mcp-entra-stage-999999997-aaaaaa", "two");
    const inAMinute = Date.now() / 1_000 + 60;
    utimesSync(join(later, "recording.jsonl"), inAMinute, inAMinute);
    expect(startIn(parent).notes[0]).toBe("two");
    expect(readdirSync(parent)).toHaveLength(1);
  });

  it("shows nothing of it where it is to begin empty", () => {
    const parent = emptyFolder();
    leave(parent, "mcp-entra-stage-999999999-aaaaaa", "one");
    expect(startIn(parent, true)).toMatchObject({ notes: [], hops: [] });
    expect(startIn(parent).notes).toEqual([]);
  });

  it("leaves the one alone that still runs", () => {
    const parent = emptyFolder();
    leave(parent, `mcp-entra-stage-${process.pid}-aaaaaa`, "one");
    expect(startIn(parent).notes).toEqual([]);
    expect(readdirSync(parent)).toHaveLength(2);
  });

  it("says how much of a damaged recording could not be read", () => {
    const parent = emptyFolder();
    const folder = leave(parent, "mcp-entra-stage-999999999-aaaaaa", "one");
    writeFileSync(join(folder, "recording.jsonl"), "damage\ndamage\n", { flag: "a" });
    expect(startIn(parent).notes.at(-1)).toContain("2 of its lines could not be read.");
  });
});

it("a stage says when its recording cannot be written to the disk, and goes on", async () => {
  const { recorder, folder } = startIn(emptyFolder());
  folder.remove();
  mkdirSync(folder.recordingFile, { recursive: true });
  // The stage tries to write the file again. It fails, because a folder has the name.
  recorder.note("A code: h4rdt0gu3ss-0123456789.");
  recorder.learn("code", "h4rdt0gu3ss-0123456789");
  await expect
    .poll(() => recorder.recording().notes.at(-1)?.text)
    .toMatch(/^The recording cannot be written to the disk \(\w+\)\. The stage goes on\./);
});

describe("another user of the machine puts a recording among the temporary files", () => {
  it("in a folder of theirs: it is not shown, and the stage starts although it cannot remove it", () => {
    const parent = emptyFolder();
    leave(parent, "mcp-entra-stage-999999999-aaaaaa", "Sign in again at http://attacker.example");
    const id = vi.spyOn(process, "getuid").mockReturnValue((process.getuid?.() ?? 0) + 1);
    expect(startIn(parent).notes).toEqual([]);
    id.mockRestore();
    expect(startIn(parent).notes, "it is only the other user that makes the difference").toHaveLength(2);
  });

  it("behind a link: it is not shown, and what the link leads to is not removed", () => {
    const parent = emptyFolder();
    const elsewhere = leave(emptyFolder(), "elsewhere", "Sign in again at http://attacker.example");
    symlinkSync(elsewhere, join(parent, "mcp-entra-stage-999999999-aaaaaa"));
    expect(startIn(parent).notes).toEqual([]);
    expect(readdirSync(elsewhere)).toEqual(["recording.jsonl"]);
  });
});
