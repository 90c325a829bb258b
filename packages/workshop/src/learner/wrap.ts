import { stripVTControlCharacters } from "node:util";

/** In a narrower terminal, wrapping between words does not help. */
const leastColumns = 30;

/**
 * Breaks long lines between words. The next lines have the indent of the text in the first line: after a
 * bullet, a mark and a number, or “| ”. A word that is longer than a line, such as a URL, is not broken.
 */
export function wrap(text: string, columns: number): string {
  if (columns < leastColumns) return text;
  return text
    .split("\n")
    .map((line) => (widthOf(line) <= columns ? line : wrapLine(line, columns)))
    .join("\n");
}

function wrapLine(line: string, columns: number): string {
  const [head = ""] = /^ *(?:\| +|[✓✗·] \S+ +|\d+ {2}|- )?/.exec(line) ?? [];
  const indent = head.includes("|") ? head : " ".repeat(head.length);
  const lines: string[] = [];
  let current = "";
  for (const word of line.slice(head.length).split(" ")) {
    const longer = current === "" ? word : `${current} ${word}`;
    if (current !== "" && head.length + widthOf(longer) > columns) {
      lines.push(current.trimEnd());
      current = word;
    } else current = longer;
  }
  return `${head}${[...lines, current].join(`\n${indent}`)}`;
}

function widthOf(text: string): number {
  return stripVTControlCharacters(text).length;
}
