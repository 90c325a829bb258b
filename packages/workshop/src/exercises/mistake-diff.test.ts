import { describe, expect, it } from "vitest";
import { changedFiles, formatDiff, headOf, makeMistake } from "./mistake-diff.ts";

const head = "Mistake: Lets guests in.\nHint: Compare the role.";
const numbers = Array.from({ length: 20 }, (_, index) => `const n${index} = ${index};`);
const solution = new Map([
  ["door.ts", `${numbers.join("\n")}\n`],
  ["bell.ts", "export const rings = true;\n"],
]);

function withLines(change: Readonly<Record<number, string>>): string {
  return `${numbers.map((line, index) => change[index] ?? line).join("\n")}\n`;
}

const mistaken = new Map([...solution, ["door.ts", withLines({ 2: "let n2 = 7;", 17: "let n17 = 7;" })]]);
const diff = formatDiff(head, solution, mistaken);

describe("a mistake as a diff", () => {
  it("gives the same files again, and names only what differs", () => {
    const { files, changed, rejected } = makeMistake(diff, solution);
    expect(files).toEqual(mistaken);
    expect(changed).toEqual(["door.ts"]);
    expect(rejected).toEqual([]);
    expect(changedFiles(diff)).toEqual(["door.ts"]);
    expect(headOf(diff).trim()).toBe(head);
  });

  it("keeps empty lines, white space at the end of a line, and the lack of a last line break", () => {
    const right = new Map([["door.ts", "a  \n\n\tb\n\nc"]]);
    const wrong = new Map([["door.ts", "a  \n\n\tb \n\nd"]]);
    expect(makeMistake(formatDiff(head, right, wrong), right).files).toEqual(wrong);
  });

  it("reads lines that look like the start of a diff", () => {
    const right = new Map([["door.ts", "-- solution/bell.ts\nb\n"]]);
    const wrong = new Map([["door.ts", "++ solution/bell.ts\nb\n"]]);
    const text = formatDiff(head, right, wrong);
    expect(makeMistake(text, right).files).toEqual(wrong);
    expect(changedFiles(text)).toEqual(["door.ts"]);
  });

  it("applies to a solution that has grown at another place", () => {
    const grown = new Map([["door.ts", `// new\n// and more\n${withLines({ 9: "const n9 = 90;" })}`]]);
    const { files, rejected } = makeMistake(diff, grown);
    expect(rejected).toEqual([]);
    const expected = withLines({ 2: "let n2 = 7;", 9: "const n9 = 90;", 17: "let n17 = 7;" });
    expect(files.get("door.ts")).toBe(`// new\n// and more\n${expected}`);
  });

  it("applies to a solution that was checked out with the line ends of Windows", () => {
    const windows = new Map([["door.ts", withLines({}).replaceAll("\n", "\r\n")]]);
    const expected = mistaken.get("door.ts")?.replaceAll("\n", "\r\n");
    expect(makeMistake(diff, windows).files.get("door.ts")).toBe(expected);
  });

  it("says which part has no place any more, and makes the other parts of the mistake", () => {
    const moved = new Map([["door.ts", withLines({ 17: "const other = 17;" })]]);
    const { files, rejected } = makeMistake(diff, moved);
    expect(rejected.map(({ file, hunk }) => [file, hunk.oldStart])).toEqual([["door.ts", 15]]);
    expect(files.get("door.ts")).toBe(withLines({ 2: "let n2 = 7;", 17: "const other = 17;" }));
  });

  it("does not guess where the lines around a change differ", () => {
    const moved = new Map([["door.ts", withLines({ 3: "const n3 = 30;" })]]);
    expect(makeMistake(diff, moved).rejected.map(({ hunk }) => hunk.oldStart)).toEqual([1]);
  });

  it("rejects what belongs to a file that the solution lacks", () => {
    const { files, rejected } = makeMistake(diff, new Map());
    expect(files.size).toBe(0);
    expect(rejected.length).toBe(2);
  });

  it("refuses what is not a unified diff", () => {
    expect(() => makeMistake(diff.replace("\n-const", "\nconst"), solution)).toThrow("invalid line");
  });
});
