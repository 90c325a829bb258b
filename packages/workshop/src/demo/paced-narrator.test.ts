import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import type { Narrator } from "./narrator.ts";
import { createPacedNarrator } from "./paced-narrator.ts";

function recordingNarrator(): { narrator: Narrator; told: string[] } {
  const told: string[] = [];
  const say = (text: string): void => void told.push(text);
  const step = (number: number, text: string): void => void told.push(`${number} ${text}`);
  return { narrator: { heading: say, step, detail: say, plain: say, failure: say }, told };
}

it("tells up to the next step or heading after each Enter, while the run goes on", async () => {
  const { narrator, told } = recordingNarrator();
  const keyboard = new PassThrough();
  const { tell, told: everythingTold } = createPacedNarrator(narrator, keyboard);
  tell.heading("Scenario");
  tell.step(1, "call");
  tell.detail("more of it");
  tell.step(2, "answer");
  tell.heading("Next scenario");
  expect(told).toEqual(["Scenario"]);
  keyboard.emit("data", "\n");
  expect(told).toEqual(["Scenario", "1 call", "more of it"]);
  const end = everythingTold();
  keyboard.emit("data", "\n");
  expect(told.slice(3)).toEqual(["2 answer"]);
  keyboard.emit("data", "\n");
  await end;
  expect(told.slice(4)).toEqual(["Next scenario"]);
});

it("keeps no Enter for later: what is pressed before a step is there counts for nothing", () => {
  const { narrator, told } = recordingNarrator();
  const keyboard = new PassThrough();
  const { tell } = createPacedNarrator(narrator, keyboard);
  keyboard.emit("data", "\n");
  tell.step(1, "call");
  expect(told).toEqual([]);
});
