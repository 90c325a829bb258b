import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createRecorder, type RecorderEvent } from "@mcp-entra/workshop/recording";
import { expect, it } from "vitest";
import { followRecording } from "../src/followed-recording.ts";
import { sampleHop } from "./support/sample.ts";

it("has what the other process has: each hop and each note as it was told last", () => {
  const recorder = createRecorder({ now: Date.now, title: "The other process" });
  const followed = followRecording("The other process", recorder.recording().startedAt);
  recorder.subscribe(0, (event) => followed.take(JSON.parse(JSON.stringify(event))));
  recorder.note("The code is h4rdt0gu3ss-0123456789.");
  recorder.note("Second.");
  recorder.learn("code", "h4rdt0gu3ss-0123456789");
  expect(followed.recording()).toEqual(recorder.recording());
  expect(JSON.stringify(followed.recording())).not.toContain("h4rdt0gu3ss");
});

it("tells a page that comes later, or comes back, what it has missed, in order", () => {
  const followed = followRecording("A title", "2026-11-30T16:00:00.000Z");
  followed.take({ sequence: 1, hop: sampleHop(1) });
  followed.take({ sequence: 2, hop: sampleHop(2) });
  followed.take({ sequence: 3, hop: sampleHop(1, { error: "closed" }) });
  followed.take("nothing of ours");
  const heard: RecorderEvent[] = [];
  const stop = followed.subscribe(1, (event) => heard.push(event));
  followed.take({ sequence: 4, note: { at: sampleHop(1).at, text: "Now" }, index: 0 });
  stop();
  followed.take({ sequence: 5, hop: sampleHop(3) });
  expect(heard.map(({ sequence }) => sequence)).toEqual([2, 3, 4]);
});

it("is on the page of a stage that another program starts, and the stage ends with that program's word", async () => {
  const program = join(import.meta.dirname, "../src/main.ts");
  const stage = spawn(process.execPath, [program, "--no-open", "--port", "0", "--follow", "Try 3"], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  if (stage.stdout === null) throw new Error("The stage has no stdout.");
  const [url] = await once(createInterface({ input: stage.stdout }), "line");
  stage.send({ sequence: 1, hop: sampleHop(1) });
  const kept = async (): Promise<unknown> => (await fetch(new URL("/export/stage.json", String(url)))).json();
  await expect.poll(kept).toMatchObject({ title: "Try 3", hops: [{ id: 1 }] });
  const ended = once(stage, "exit");
  stage.kill();
  await ended;
});
