import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { Exercise } from "./exercise.ts";
import { type TaskResult, toTaskResults } from "./task-results.ts";
import type { RunResult, TestResult } from "./test-result.ts";

/** Shown under a failure that has no message of the test. */
const adviceFor: Readonly<Record<TestResult["failures"][number]["kind"], string[]>> = {
  assertion: [],
  "time-out": [
    "Something in your files never ends: an endless loop, or an await for a result that never comes. Look at your last change.",
  ],
  uncaught: [
    "No code caught this error. Either an await is missing at the place below, or the function there is async and the library that calls it does not wait for it. Await the call before that, inside try.",
  ],
  other: [
    "The code threw this error at the place below. If the place is in tests/, compare the names, exports and types of your files with starter/.",
  ],
};

const marks = { passed: "✓", open: "✗", "not-yet": "·" } as const;

/**
 * The tasks with their marks. Under the open task (`focus`, else the first), the message of its first failing
 * test. With `allAtOnce`: the message of each failing test, under each task that was begun.
 */
export function describeResults({ folder, manifest }: Exercise, result: RunResult, focus?: string): string {
  const tasks = toTaskResults(manifest.tasks, result, focus);
  const isShown = (task: TaskResult): boolean =>
    task.state === "open" || (manifest.allAtOnce && task.state === "not-yet" && isBegun(task));
  const most = manifest.allAtOnce ? Infinity : 1;
  const lines = tasks.flatMap((task) => [
    describeTask(task),
    ...(isShown(task) ? describeFailures(task, result, folder, most) : []),
  ]);
  const passed = tasks.filter(({ state }) => state === "passed").length;
  return [...lines, "", `${passed} of ${tasks.length} tasks done.`, ""].join("\n");
}

function describeTask({ task, state, tests }: TaskResult): string {
  const passing = tests.filter((test) => test.state === "passed").length;
  const count = tests.length === 0 ? "the tests cannot run" : `${passing} of ${tests.length} tests pass`;
  return `  ${marks[state]} ${task.id}  ${task.title}  (${state === "not-yet" ? "not yet" : count})`;
}

function isBegun({ tests }: TaskResult): boolean {
  return tests.some(({ state }) => state === "passed");
}

function describeFailures(
  { tests }: TaskResult,
  { errors }: RunResult,
  folder: string,
  most: number,
): string[] {
  const failed = tests.filter((test) => test.state !== "passed").slice(0, most);
  const sentences = failed.flatMap((test) => describeFailure(test, folder));
  return [...errors.map(describeError), ...sentences].flatMap((text) => ["", text]).concat("");
}

function describeFailure({ name, failures, notes }: TestResult, folder: string): string[] {
  const [failure] = failures;
  if (failure === undefined) return [indent(name)];
  const place = failure.place === undefined ? [] : [indent(`at ${relative(folder, failure.place)}`)];
  const { advice, values } = partsOf(failure.message);
  const noted = [...new Set([...values, ...(notes ?? [])])].flatMap((note) => note.split("\n"));
  return [
    [
      indent(name),
      ...advice.split("\n").map(indent),
      ...adviceFor[failure.kind].map(indent),
      ...noted.map((line) => indent(`| ${line}`)),
      ...place,
    ].join("\n"),
  ];
}

/** An assertion's message is our sentence, then the value found and the expected value, each on one line. */
function partsOf(message: string): { advice: string; values: string[] } {
  const [, advice, found, expected] =
    /^(.+?[.!?”)]): (expected .+?) (to (?:be|deeply equal) .+?)(?: \/\/ Object\.is equality)?$/s.exec(
      message,
    ) ?? [];
  if (advice === undefined || found === undefined || expected === undefined)
    return { advice: message, values: [] };
  return { advice, values: [found, `${" ".repeat(5)}${expected}`] };
}

/** An error of the compiler has colours and several lines. */
function describeError(error: string): string {
  return stripVTControlCharacters(error).trimEnd().split("\n").map(indent).join("\n");
}

function indent(text: string): string {
  return `        ${text}`;
}
