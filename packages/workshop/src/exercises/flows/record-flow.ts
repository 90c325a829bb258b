import { mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { runningMockEntra } from "@mcp-entra/mock-entra/vitest";
import { beforeEach, onTestFailed, onTestFinished } from "vitest";
import { taskOf } from "../test-names.ts";
import { flowFile } from "./flow-file.ts";
import { followFetch } from "./follow-fetch.ts";
import type { Seen } from "./write-flow.ts";

/**
 * Runs before the tests of a learner's files. It keeps the exchanges of each test, and writes a recording of the first test of a task
 * that fails, for `pnpm workshop show`. It loads what redacts and describes them only then: this takes as long as the tests.
 */
const written = new Set<string>();

beforeEach(({ task }) => {
  const id = taskOf(task.name);
  const number = Number(id?.split(".")[0]);
  if (id === undefined || (number !== 2 && number !== 3 && number !== 5)) return;
  const file = flowFile(join(dirname(task.file.filepath), ".."), id);
  // The recording of an earlier run is out of date.
  if (!written.has(id)) rmSync(file, { force: true });
  const seen: Seen[] = [];
  // Not afterEach: requests of the test's own onTestFinished belong to it. The last one registered runs first.
  onTestFinished(followFetch((request) => seen.push({ request })));
  onTestFinished(runningMockEntra()?.trace.subscribe((event) => seen.push({ event })) ?? (() => undefined));
  onTestFailed(async ({ task: failed }) => {
    if (written.has(id)) return;
    written.add(id);
    const { writeFlow } = await import("./write-flow.ts");
    mkdirSync(dirname(file), { recursive: true });
    const message = failed.result?.errors?.[0]?.message ?? "";
    writeFlow(file, failed.name, { seen, server: `exercise-${number}`, message });
  });
});
