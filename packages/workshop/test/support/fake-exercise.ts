import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { repositoryRoot } from "../../src/exercises/exercise.ts";
import { formatDiff } from "../../src/exercises/mistake-diff.ts";

/** A folder for fake exercises. Git and the linter do not ignore it, and the root's libraries are available there. */
export function createFakesFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "exercises-"));
  symlinkSync(join(repositoryRoot, "node_modules"), join(folder, "node_modules"), "junction");
  return folder;
}

const advice =
  "The door opened for the wrong person. Anybody could walk in, so look at isAllowed in door.ts.";

const isMember = 'return role === "member";';
const sayWho = "return `${name} has come in.`;";

/** The files of an exercise without faults. */
const soundFiles: Readonly<Record<string, string>> = {
  "README.md":
    "# The door\n\nEdit door.ts in work/, then run `pnpm test`.\n\n## Done when\n\nAll tests pass.\n",
  "package.json": '{ "type": "module" }\n',
  "tsconfig.json": "{}\n",
  "vitest.config.ts": "export default {};\n",
  "exercise.json": JSON.stringify({
    title: "The door",
    minutes: 5,
    edit: ["door.ts"],
    tasks: [task("9.1", "Open the door to members"), task("9.2", "Say who has come in")],
    happyPath: ["[9.1] lets a member in"],
  }),
  "starter/door.ts": door("// TODO: let members in\n  return role.length > 99;", 'return "";'),
  "solution/door.ts": door(isMember, sayWho),
  "alternative/door.ts": [
    'const members = new Set(["member"]);',
    "export const isAllowed = (role: string): boolean => members.has(role);",
    'export const greet = (name: string): string => [name, "has", "come", "in."].join(" ");\n',
  ].join("\n"),
  "tests/door.test.ts": [
    'import { expect, test } from "vitest";',
    'import { greet, isAllowed } from "#exercise/door.ts";',
    check("[9.1] lets a member in", 'isAllowed("member")', "true"),
    check("[9.1] keeps a guest out", 'isAllowed("guest")', "false"),
    check("[9.1] keeps a member of something else out", 'isAllowed("member-of-nothing")', "false"),
    check("[9.2] names the person", 'greet("Ada").includes("Ada")', "true"),
    check("[9.2] makes a sentence", 'greet("Ada").endsWith(".")', "true"),
  ].join("\n"),
  ...wrong(
    "accept-all",
    ["[9.1] keeps a guest out", "[9.1] keeps a member of something else out"],
    "return role !== null;",
  ),
  ...wrong("deny-all", ["[9.1] lets a member in"], 'return role === "unknown";'),
  ...wrong("prefix", ["[9.1] keeps a member of something else out"], 'return role.startsWith("member");'),
  ...wrong("guests-too", ["[9.1] keeps a guest out"], 'return ["member", "guest"].includes(role);'),
  ...wrong("nameless", ["[9.2] names the person"], undefined, 'return name.slice(9) + "A person.";'),
  ...wrong("no-stop", ["[9.2] makes a sentence"], undefined, "return `${name} has come in`;"),
};

/** Files that differ from the exercise without faults. Undefined: the file is missing. */
export type Change = Readonly<Record<string, string | undefined>>;

/** Writes the exercise without faults, with a change. @returns its folder. */
export function writeFake(parent: string, name: string, change: Change = {}): string {
  const folder = join(parent, `09-${name}`);
  for (const [file, text] of Object.entries({ ...soundFiles, ...change })) {
    if (text === undefined) continue;
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return folder;
}

/** A file of this exercise in which one text is replaced. */
export function edited(file: string, from: string, to: string): Change {
  const text = soundFiles[file] ?? "";
  if (!text.includes(from)) throw new Error(`${file} has no “${from}”.`);
  return { [file]: text.replaceAll(from, () => to) };
}

/** A wrong answer of this exercise without its first lines. */
export function diffOf(name: string): string {
  const text = soundFiles[`wrong/${name}.diff`] ?? "";
  return text.slice(text.indexOf("--- "));
}

/** The tests of this exercise and one more. */
export function withTest(source: string): Change {
  return { "tests/door.test.ts": `${soundFiles["tests/door.test.ts"]}\n${source}\n` };
}

export function check(name: string, actual: string, expected: string, message = advice): string {
  return `test("${name}", () => {\n  expect(${actual}, ${JSON.stringify(message)}).toBe(${expected});\n});`;
}

function door(decide: string, greet: string): string {
  return [
    `export function isAllowed(role: string): boolean {\n  ${decide}\n}`,
    // The two functions are far apart: a diff of one still applies when the other has changed.
    "/**\n * What the door says:\n * a sentence with a name.\n */",
    `export function greet(name: string): string {\n  ${greet}\n}\n`,
  ].join("\n");
}

function wrong(name: string, caughtBy: string[], decide?: string, greet?: string): Record<string, string> {
  const head = [
    `Mistake: ${name}.`,
    "Kind: missing-check",
    ...caughtBy.map((test) => `Caught by: ${test}`),
    "An attacker: walks in.",
    "Hint: look at the role.",
  ].join("\n");
  const [right, source] = [door(isMember, sayWho), door(decide ?? isMember, greet ?? sayWho)];
  const diff = formatDiff(head, new Map([["door.ts", right]]), new Map([["door.ts", source]]));
  return { [`wrong/${name}.diff`]: diff };
}

/**
 * A second test file, and a right answer that lets no member in after a guest. It passes each test file alone. In two test files, it
 * passes only if the second one loads it again.
 */
export function withMemory(): Change {
  const name = "[9.1] opens a window to members only";
  const decide = [
    "const memory: typeof isAllowed & { guest?: string } = isAllowed;",
    '  if (role === "guest") memory.guest = role;',
    '  return role === "member" && memory.guest === undefined;',
  ].join("\n");
  const head = "Right: remembers a guest.\nWhy: each test file loads it again.";
  const [right, source] = [door(isMember, sayWho), door(decide, sayWho)];
  const diff = formatDiff(head, new Map([["door.ts", right]]), new Map([["door.ts", source]]));
  const caught = ["accept-all", "deny-all", "guests-too"].map((mistake) =>
    edited(`wrong/${mistake}.diff`, "An attacker", `Caught by: ${name}\nAn attacker`),
  );
  return Object.assign({}, ...caught, {
    "right/remembers.diff": diff,
    "tests/window.test.ts": [
      'import { expect, test } from "vitest";',
      'import { isAllowed } from "#exercise/door.ts";',
      check(name, '[isAllowed("member"), isAllowed("guest")].join()', '"true,false"'),
    ].join("\n"),
  }) as Change;
}

function task(id: string, title: string): object {
  const hints = ["Think of who knocks.", "Look at isAllowed in door.ts.", 'Compare the role with "member".'];
  return { id, title, hints, links: ["https://www.rfc-editor.org/rfc/rfc9700"] };
}
