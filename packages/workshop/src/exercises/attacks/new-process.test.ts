import { expect, it } from "vitest";
import { startOver } from "./new-process.ts";

it("gives each process its own addresses where Node loads the files, which forgets no module", () => {
  expect(startOver(import.meta)).toMatch(/^\?process=./);
  expect(startOver(import.meta)).not.toBe(startOver(import.meta));
});

it("changes no address where Vite loads the files: Vite would compile and keep them once more", () => {
  expect(startOver({ ...import.meta, env: {} } as ImportMeta)).toBe("");
});
