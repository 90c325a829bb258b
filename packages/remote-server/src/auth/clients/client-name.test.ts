import { expect, it } from "vitest";
import { usableName } from "./client-name.ts";

it.each([
  ["VS Code", "VS Code"],
  ["mcp-remote 0.1_beta", "mcp-remote 0.1_beta"],
  ["  Claude   Code  ", "Claude Code"],
  ["Claude Code (my-server)", "Claude Code"],
  ["Caf\u0065\u0301", "Café"],
  ["ใบสมัครงานที่นี่", "ใบสมัครงานที่นี่"],
  ["नमस्ते", "नमस्ते"],
  ["Приложение 7", "Приложение 7"],
  ["コーディング", "コーディング"],
  ["W".repeat(40), "W".repeat(40)],
])("the name %j is shown as %j", (claimed, shown) => {
  expect(usableName(claimed)).toBe(shown.normalize("NFC"));
});

it.each([
  ["nothing", undefined],
  ["an empty text", ""],
  ["a sentence in quotation marks", "VS Code” (publisher verified by Microsoft). “VS Code"],
  ["modifier letters that look like quotation marks", "VS Code\u02EE verified by Microsoft"],
  ["a line break", "VS Code\n\nVerified"],
  ["a colon", "Microsoft: VS Code"],
  ["three marks on one letter", "V\u0300\u0301\u0302S Code"],
  ["marks without a letter", "\u0300\u0301"],
  ["an enclosing mark", "A\u20DD"],
  ["an invisible character", "\u200B"],
  ["an invisible letter", "\u3164"],
  ["a filler between letters", "VS\u115FCode"],
  ["what turns the direction of writing", "\u202Eresu yna"],
  ["a sign instead of a letter", "\uFDFD"],
  ["an emoji", "✅ VS Code"],
  ["punctuation alone", " - . _ "],
  ["41 characters", "W".repeat(41)],
  ["a long name with brackets behind it", `${"W".repeat(30)} (${"W".repeat(30)})`],
])("a name is not shown that has %s", (_what, claimed) => {
  expect(usableName(claimed)).toBeUndefined();
});
