import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { repositoryRoot } from "../src/exercises/exercise.ts";
import { openWorkFolder } from "../src/exercises/work-folder.ts";
import { check, createFakesFolder, writeFake } from "./support/fake-exercise.ts";

const sources = join(repositoryRoot, "packages/workshop/src");
const projects = pathToFileURL(join(sources, "exercises/vitest-projects.ts")).href;
const config = `import { exerciseProjects } from "${projects}";
export default exerciseProjects(import.meta.dirname, { longestSilence: 2 });
`;
const bell = "export const rings = (): boolean => true;\n";

/** A second file of tests that the same slip keeps from running: learners are to read it once. A third that it does not concern. */
const moreFiles = {
  "vitest.config.ts": config,
  "tests/second.test.ts":
    'import { test } from "vitest";\nimport "#exercise/door.ts";\ntest("[9.2] is there", () => undefined);\n',
  "starter/bell.ts": bell,
  "tests/bell.test.ts": [
    'import { expect, test } from "vitest";',
    'import { rings } from "#exercise/bell.ts";',
    check(
      "[9.1] rings",
      "rings()",
      "true",
      "The bell is silent. Your visitors cannot hear it, so look at rings in bell.ts.",
    ),
  ].join("\n"),
};

/** `pnpm test --watch` in a fake exercise, until the test ends. */
function startWatching() {
  const parent = createFakesFolder();
  const folder = writeFake(parent, "door", moreFiles);
  openWorkFolder(folder);
  const child = spawn(
    process.execPath,
    ["--no-warnings", join(sources, "commands/exercise.ts"), "test", "--watch"],
    { cwd: folder, stdio: ["ignore", "pipe", "pipe"] },
  );
  onTestFinished(() => {
    child.kill("SIGKILL");
    rmSync(parent, { recursive: true, force: true });
  });
  let output = "";
  let read = 0;
  child.stdout.on("data", (chunk) => (output += String(chunk)));
  return {
    child,
    output: () => output,
    /** What the next run says. */
    nextRun: async (): Promise<string> => {
      const end = "Waiting for changes; press Ctrl+C to stop.";
      while (!output.slice(read).includes(end)) await once(child.stdout, "data");
      const run = output.slice(read, output.indexOf(end, read) + end.length);
      read += run.length;
      return run;
    },
    save: (file: string, text: string): void => writeFileSync(join(folder, "work", file), text),
    read: (file: string): string => readFileSync(join(folder, "work", file), "utf8"),
  };
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

  const exited = once(watching.child, "exit");
  watching.child.kill("SIGINT");
  expect(await exited).toEqual([0, null]);
  expect(watching.output().trimEnd()).toMatch(/Waiting for changes; press Ctrl\+C to stop\.\n\nStopped\.$/);
}, 30_000);

it("remembers the tests that a save does not concern, and gives up those that never end", async () => {
  const watching = startWatching();
  await watching.nextRun();
  watching.save("bell.ts", bell.replace("true", "false"));
  const silent = await watching.nextRun();
  expect(silent).toContain("2 of 4 tests pass");
  watching.save("bell.ts", `${bell}while (true) {}\n`);
  const hung = await watching.nextRun();
  expect(hung).toMatch(/bell\.test\.ts did not come to an end.*loop without an end/);
  // The loop is in a file of task 9.1: the tests of 9.2 keep their results.
  expect(hung).toMatch(/✗ 9\.1 [^]+bell\.test\.ts did not come[^]+ 9\.2 /);
  expect(hung).not.toContain("the tests cannot run");
  expect(hung).toMatch(/Running the tests …\n[^]+The tests took \d+\.\d seconds\./);
  watching.save("bell.ts", bell);
  expect(await watching.nextRun()).toContain("3 of 4 tests pass");
}, 60_000);
