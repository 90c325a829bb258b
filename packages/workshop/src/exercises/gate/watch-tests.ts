import { afterAll, beforeAll, expect, inject, type RunnerTask } from "vitest";
import { holdsToken } from "../../recording/token-shapes.ts";
import { consoleMethods } from "../attacks/record-console.ts";
import { laidOutAt } from "./gate-folder.ts";

/** Vitest set-up of the gate: checks what a test file leaves open, and what is written while it runs. */

const written: string[] = [];
const watched = new Set(["TCPServerWrap", "PipeServerWrap", "ProcessWrap"]);
let before: string[] = [];
const restore: (() => void)[] = [];

// eslint-disable-next-line no-empty-pattern -- Vitest reads from the pattern which fixtures the hook wants: none.
beforeAll(({}, suite) => {
  leaveOutUndeclared(suite.tasks);
  before = running();
  written.length = 0;
  for (const stream of [process.stdout, process.stderr]) watchStream(stream);
  for (const method of consoleMethods) watchConsole(method);
});

afterAll(async () => {
  for (const undo of restore.splice(0)) undo();
  const path = expect.getState().testPath ?? "";
  if (/gate[\\/](solution|alternative|right)[\\/]/.test(path) && written.some(holdsToken))
    throw new Error("A token or secret was written to the console.");
  const left = await whatIsLeft();
  if (left.length > 0) throw new Error(`Left running after the tests: ${left.join(", ")}.`);
}, 60_000);

/** Before the first test, so that skipped tests and their hooks take no time. */
function leaveOutUndeclared(tasks: readonly RunnerTask[]): void {
  const names = inject("declaredTests")[laidOutAt(expect.getState().testPath ?? "")];
  if (names === undefined) return;
  for (const task of tasks) {
    if (task.type === "suite") leaveOutUndeclared(task.tasks);
    else if (!names.includes(task.name)) task.mode = "skip";
  }
}

function watchStream(stream: NodeJS.WriteStream): void {
  const write = stream.write.bind(stream);
  stream.write = (text: unknown) => {
    written.push(String(text));
    return true;
  };
  restore.push(() => {
    stream.write = write;
  });
}

function watchConsole(method: (typeof consoleMethods)[number]): void {
  // Vitest's console is one object for all files of a worker.
  const { [method]: original } = console;
  console[method] = (...values: unknown[]) => {
    written.push(values.map((value) => (typeof value === "string" ? value : inspectable(value))).join(" "));
  };
  restore.push(() => {
    console[method] = original;
  });
}

function inspectable(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}

function running(): string[] {
  return process.getActiveResourcesInfo().filter((kind) => watched.has(kind));
}

/** After closing, a resource still exists for a short time; on a busy machine for seconds. */
async function whatIsLeft(): Promise<string[]> {
  for (let attempt = 0; attempt < 250; attempt += 1) {
    if (running().length <= before.length) return [];
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return running().slice(before.length);
}
