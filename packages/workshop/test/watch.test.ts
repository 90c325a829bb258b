import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { repositoryRoot } from "../src/exercises/exercise.ts";
import { openWorkFolder } from "../src/exercises/work-folder.ts";
import { createFakesFolder, writeFake } from "./support/fake-exercise.ts";

const sources = join(repositoryRoot, "packages/workshop/src");
const projects = pathToFileURL(join(sources, "exercises/vitest-projects.ts")).href;
const config = `import { exerciseProjects } from "${projects}";\nexport default exerciseProjects(import.meta.dirname);\n`;

/** A second file that the same slip keeps from running: learners are to read it once. */
const second =
  'import { test } from "vitest";\nimport "#exercise/door.ts";\ntest("[9.2] is there", () => undefined);\n';

it("tests at every save, and ends in peace when it is interrupted", async () => {
  const parent = createFakesFolder();
  const folder = writeFake(parent, "door", { "vitest.config.ts": config, "tests/second.test.ts": second });
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
  const waitFor = async (times: number): Promise<void> => {
    while (output.split("Waiting for changes").length <= times) {
      output += String((await once(child.stdout, "data"))[0]);
    }
  };
  await waitFor(1);
  appendFileSync(join(folder, "work/door.ts"), "const slip = ;\n");
  await waitFor(2);
  const exited = once(child, "exit");
  child.stdout.on("data", (chunk) => (output += String(chunk)));
  child.kill("SIGINT");
  expect(await exited).toEqual([0, null]);
  expect(output).toContain("0 of 2 tasks done.");
  expect(output).toContain("the tests cannot run");
  expect(output.split("Unexpected token")).toHaveLength(2);
  expect(output.trimEnd()).toMatch(/Waiting for changes; press Ctrl\+C to stop\.\n\nStopped\.$/);
}, 30_000);
