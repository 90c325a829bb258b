import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../src/docs/pages.ts";

const read = (path: string): string => readFileSync(join(root, path), "utf8");

describe("the index of the decisions", () => {
  const folder = "docs/decisions";
  const files = readdirSync(join(root, folder)).filter((name) => /^\d{4}-/.test(name));
  const rows = [...read(`${folder}/README.md`).matchAll(/^\| (\d+) +\| \[(.+)\]\((.+)\) +\| (.+?) +\|$/gm)];

  it("has one row for each decision, with its number and title, in order", () => {
    const expected = files.toSorted().map((file) => {
      const [, number, title] = /^# (\d+)\. (.+)$/m.exec(read(`${folder}/${file}`)) ?? [];
      expect(file, `${file} begins with “# NUMBER. TITLE”`).toMatch(
        new RegExp(`^${number?.padStart(4, "0")}-`),
      );
      return [number, title, file];
    });
    expect(expected.length).toBeGreaterThan(10);
    expect(rows.map(([, number, title, file]) => [number, title, file])).toEqual(expected);
  });

  it("gives each decision a state that the page explains", () => {
    const isState = /^(in force|rewritten|replaced by \[\d+\]\(\d{4}-[a-z0-9-]+\.md\))$/;
    expect(rows.map(([, , , , state = ""]) => state).filter((state) => !isState.test(state))).toEqual([]);
  });
});
