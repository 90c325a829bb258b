import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { Exercise } from "./exercise.ts";
import type { RunResult } from "./run-tests.ts";
import { type TaskResult, toTaskResults } from "./task-results.ts";
import type { TestResult } from "./test-result.ts";

const marks = { passed: "✓", open: "✗", "not-yet": "·" } as const;

/** The tasks with their marks, and beneath the open one what its first failing test has to say. */
export function describeResults({ folder, manifest }: Exercise, result: RunResult): string {
  const tasks = toTaskResults(manifest.tasks, result);
  const lines = tasks.flatMap((task) => [describeTask(task), ...describeOpen(task, result, folder)]);
  const passed = tasks.filter(({ state }) => state === "passed").length;
  return [...lines, "", `${passed} of ${tasks.length} tasks done.`, ""].join("\n");
}

function describeTask({ task, state, tests }: TaskResult): string {
  const passing = tests.filter((test) => test.state === "passed").length;
  const count = state === "not-yet" ? "not yet" : `${passing} of ${tests.length} tests pass`;
  return `  ${marks[state]} ${task.id}  ${task.title}  (${count})`;
}

function describeOpen({ state, tests }: TaskResult, { errors }: RunResult, folder: string): string[] {
  if (state !== "open") return [];
  const failed = tests.find((test) => test.state !== "passed");
  const sentences = failed === undefined ? [] : describeFailure(failed, folder);
  return [...errors.map(describeError), ...sentences].flatMap((text) => ["", text]).concat("");
}

function describeFailure({ name, failures, notes }: TestResult, folder: string): string[] {
  const [failure] = failures;
  if (failure === undefined) return [indent(name)];
  const place = failure.place === undefined ? [] : [indent(`at ${relative(folder, failure.place)}`)];
  const noted = (notes ?? []).flatMap((note) => note.split("\n")).map((line) => indent(`| ${line}`));
  return [[indent(name), ...failure.message.split("\n").map(indent), ...noted, ...place].join("\n")];
}

/** An error of the compiler comes in colours, and in several lines that point at one another. */
function describeError(error: string): string {
  return stripVTControlCharacters(error).trimEnd().split("\n").map(indent).join("\n");
}

function indent(text: string): string {
  return `        ${text}`;
}
