import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { repositoryRoot } from "../src/exercises/exercise.ts";
import { openWorkFolder } from "../src/exercises/work-folder.ts";
import { check, createFakesFolder, writeFake } from "./support/fake-exercise.ts";

const sources = join(repositoryRoot, "packages/workshop/src");
const projects = pathToFileURL(join(sources, "exercises/vitest-projects.ts")).href;
const terminal = pathToFileURL(join(import.meta.dirname, "support/terminal-of-pipes.ts")).href;
const bell = "export const rings = (): boolean => true;\n";

interface Watched {
  /** The task of the tests about the bell. */
  bellTask?: string;
  /** The limit for tests without an end, in seconds: a number, or `undefined` for the limit of an exercise. */
  longestSilence?: "1" | "undefined";
  withKeys?: boolean;
}

/** While this file is there, the limit holds. Otherwise, a slow machine has all the time that it needs. */
const limitFile = "tests-without-end";

/**
 * A second test file that does not run because of the same mistake: learners should read about it once. A third file that the mistake
 * does not affect.
 */
const moreFiles = (bellTask: string, longestSilence: string) => ({
  "vitest.config.ts": `import { existsSync } from "node:fs";
import { exerciseProjects } from "${projects}";
export default exerciseProjects(import.meta.dirname, {
  get longestSilence() {
    return existsSync(import.meta.dirname + "/${limitFile}") ? ${longestSilence} : 600;
  },
});
`,
  "tests/second.test.ts":
    'import { test } from "vitest";\nimport "#exercise/door.ts";\ntest("[9.2] is there", () => undefined);\n',
  "starter/bell.ts": bell,
  "tests/bell.test.ts": [
    'import { expect, test } from "vitest";',
    'import { rings } from "#exercise/bell.ts";',
    check(
      `[${bellTask}] rings`,
      "rings()",
      "true",
      "The bell is silent. Your visitors cannot hear it, so look at rings in bell.ts.",
    ),
  ].join("\n"),
});

/** `pnpm test --watch` in a fake exercise, until the test ends. */
function startWatching({ bellTask = "9.1", longestSilence = "1", withKeys = false }: Watched = {}) {
  const parent = createFakesFolder();
  const folder = writeFake(parent, "door", moreFiles(bellTask, longestSilence));
  openWorkFolder(folder);
  // A terminal of a person who has not turned colours off.
  const environment = { ...process.env, CI: undefined, NO_COLOR: undefined, FORCE_COLOR: undefined };
  const child = spawn(
    process.execPath,
    [
      "--no-warnings",
      ...(withKeys ? ["--import", terminal] : []),
      join(sources, "commands/exercise.ts"),
      "test",
      "--watch",
    ],
    { cwd: folder, env: withKeys ? environment : process.env, stdio: ["pipe", "pipe", "pipe"] },
  );
  onTestFinished(() => {
    child.kill("SIGKILL");
    rmSync(parent, { recursive: true, force: true });
  });
  let output = "";
  let errors = "";
  let read = 0;
  child.stdout.on("data", (chunk) => (output += String(chunk)));
  child.stderr.on("data", (chunk) => (errors += String(chunk)));
  const until = async (end: string): Promise<string> => {
    while (!output.slice(read).includes(end)) await once(child.stdout, "data");
    const part = output.slice(read, output.indexOf(end, read) + end.length);
    read += part.length;
    return part;
  };
  return {
    child,
    output: () => output,
    errors: () => errors,
    /** The output of the next run. */
    nextRun: async (): Promise<string> =>
      until(
        withKeys
          ? "Waiting for changes. Keys: h hint, d diff, r run again, q quit.\n"
          : "Waiting for changes; press Ctrl+C to stop.",
      ),
    /** The output after a key, up to this text. */
    press: async (keys: string, end: string): Promise<string> => {
      child.stdin.write(keys);
      return until(end);
    },
    save: (file: string, text: string): void => writeInOnePiece(join(folder, "work", file), text),
    /** From now on, tests without an end are given up. @returns a function that ends this. */
    expectNoEnd: (): (() => void) => {
      writeFileSync(join(folder, limitFile), "");
      return () => rmSync(join(folder, limitFile));
    },
    read: (file: string, variant = "work"): string => readFileSync(join(folder, variant, file), "utf8"),
  };
}

/** Without a moment in which the file is empty: the watcher could see it. Line breaks at the end replace a longer text. */
function writeInOnePiece(path: string, text: string): void {
  const { length } = readFileSync(path);
  const file = openSync(path, "r+");
  writeSync(file, text.padEnd(length, "\n"));
  closeSync(file);
}

it("tests at every save, and ends in peace when it is interrupted", async () => {
  const watching = startWatching();
  expect(await watching.nextRun()).toContain("3 of 4 tests pass");
  const door = watching.read("door.ts");
  watching.save("door.ts", `${door}const slip = ;\n`);
  const slip = await watching.nextRun();
  expect(slip).toContain("0 of 2 tasks done.");
  expect(slip.split("Unexpected token")).toHaveLength(2);
  watching.save("door.ts", door);
  expect(await watching.nextRun()).toContain("3 of 4 tests pass");

  const exited = once(watching.child, "close");
  watching.child.kill("SIGINT");
  expect(await exited).toEqual([0, null]);
  expect(watching.output().trimEnd()).toMatch(/Waiting for changes; press Ctrl\+C to stop\.\n\nStopped\.$/);
});

it("remembers the tests that a save does not concern, and gives up those that never end", async () => {
  const watching = startWatching();
  await watching.nextRun();
  watching.save("bell.ts", bell.replace("true", "false"));
  const silent = await watching.nextRun();
  expect(silent).toContain("2 of 4 tests pass");
  const end = watching.expectNoEnd();
  watching.save("bell.ts", `${bell}while (true) {}\n`);
  const hung = await watching.nextRun();
  end();
  expect(hung).toMatch(/bell\.test\.ts did not end\. .*endless loop/);
  // The loop is in a file of task 9.1. So the tests of 9.2 keep their results.
  expect(hung).toMatch(/✗ 9\.1 [^]+bell\.test\.ts did not end[^]+ 9\.2 /);
  expect(hung).not.toContain("the tests cannot run");
  expect(hung).toMatch(/Running the tests …\n[^]+The tests took \d+\.\d seconds\./);
  watching.save("bell.ts", bell);
  expect(await watching.nextRun()).toContain("3 of 4 tests pass");
});

it("says after twelve seconds that tests have no end, under their own task, and keeps the results of the task before", async () => {
  const watching = startWatching({ bellTask: "9.2", longestSilence: "undefined" });
  await watching.nextRun();
  watching.save("door.ts", watching.read("door.ts", "solution"));
  expect(await watching.nextRun()).toContain("2 of 2 tasks done.");
  // Gives no output, like an endless loop, but does not use the processor.
  const wait = "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);";
  watching.expectNoEnd();
  watching.save("bell.ts", `export const rings = () => ${wait}\n`);
  const hung = await watching.nextRun();
  expect(hung).toMatch(/✓ 9\.1 [^]+✗ 9\.2 [^]+bell\.test\.ts did not end\. .* 12 seconds\./);
  expect(hung).toContain("1 of 2 tasks done.");
});

it("has a key for a hint, one for the difference from the solution in colour, one to run again and one to quit", async () => {
  const watching = startWatching({ withKeys: true });
  await watching.nextRun();
  expect(await watching.press("h", "Ask again for the next one.\n")).toMatch(
    /^\n9\.1 {2}Open the door to members\n\nHint 1 of 3 \(the idea\): Think of who knocks\.\n/,
  );
  // A key without a meaning does nothing.
  expect(await watching.press("xh", "Ask again for the next one.\n")).toMatch(/^\n\n9\.1 .+\n\nHint 2 of 3 /);
  expect(await watching.press("d", "pnpm workshop solution 9")).toMatch(/^\n\nwork\/ is still the starter's/);

  watching.save("door.ts", `${watching.read("door.ts")}// Mine.\n`);
  await watching.nextRun();
  const difference = await watching.press("d", "Another way that passes is as good.\n");
  expect(difference).toContain("\u001B[31m-// Mine.");
  expect(difference).toContain('\u001B[32m+  return role === "member";');

  expect(await watching.press("r", "quit.\n")).toMatch(
    /^\n\nRunning the tests …\n[^]+3 of 4 tests pass[^]+The tests took /,
  );
  // Its whole output is read when it is closed.
  const exited = once(watching.child, "close");
  expect(await watching.press("q", "Stopped.\n")).toBe("\nStopped.\n");
  expect(await exited).toEqual([0, null]);
  expect(watching.errors()).toBe("raw mode on\nraw mode off\n");
});

it.each([
  ["Ctrl+C", "\u0003"],
  ["Ctrl+D", "\u0004"],
])("quits at %s too, which a terminal sends as a key while single keys are read", async (_name, key) => {
  const watching = startWatching({ withKeys: true });
  await watching.nextRun();
  const exited = once(watching.child, "exit");
  expect(await watching.press(key, "Stopped.\n")).toBe("\nStopped.\n");
  expect(await exited).toEqual([0, null]);
});
