import { expect, it } from "vitest";
import { wrap } from "./wrap.ts";

it("breaks lines between words, never inside, at any width", () => {
  const text = "The quick brown fox jumps over the lazy dog, and then it sleeps in the sun for a while.";
  for (const columns of [30, 40, 80, 100]) {
    const lines = wrap(text, columns).split("\n");
    expect(lines.every((line) => line.length <= columns)).toBe(true);
    expect(lines.join(" ")).toBe(text);
  }
});

it("indents what follows as the text of its first line", () => {
  expect(wrap("        The code was not refused: look at redeem.", 30)).toBe(
    "        The code was not\n        refused: look at\n        redeem.",
  );
  expect(wrap("  ✗ 4.5  Wait as Graph says, and cache what is read", 30)).toBe(
    "  ✗ 4.5  Wait as Graph says,\n         and cache what is\n         read",
  );
  expect(wrap("        | expected one and another value", 30)).toBe(
    "        | expected one and\n        | another value",
  );
});

it("keeps an address whole, does not count colours, and leaves a very narrow terminal alone", () => {
  const address = `https://example.com/${"a".repeat(40)}`;
  expect(wrap(`See ${address} there`, 30)).toBe(`See\n${address}\nthere`);
  const painted = `\u001B[32m${"word ".repeat(5)}\u001B[39mend`;
  expect(wrap(painted, 30)).toBe(painted);
  expect(wrap("one two three four five six seven", 10)).toBe("one two three four five six seven");
});
