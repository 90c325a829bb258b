import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A server that runs as a process of its own. */
export interface RunningProcess {
  /** What it has written to stderr so far; to be shown when something goes wrong. */
  log(): string;
  /** Asks it to stop, and sees to it that it does. @returns its exit code; null when it had to be killed. */
  stop(): Promise<number | null>;
}

export interface ProcessOptions {
  name: string;
  /** Path of the program's main file. */
  program: string;
  arguments?: readonly string[];
  environment: Record<string, string>;
  /** Looks at each line of output; the process counts as started with the first line for which this returns a value. */
  readyWhen(line: string): string | undefined;
}

const startTimeoutMs = 20_000;
const stopTimeoutMs = 5_000;
const keptLogLines = 200;

/**
 * Starts a program under the Node that runs this, and waits until it says that it is ready.
 *
 * @returns the process, and what `readyWhen` found. @throws Error with the program's own words when it ends before that.
 */
export async function startProcess(options: ProcessOptions): Promise<{ process: RunningProcess; ready: string }> {
  const child = spawn(process.execPath, [options.program, ...(options.arguments ?? [])], {
    env: { ...inheritedEnvironment(), ...options.environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  const running: RunningProcess = { log: () => lines.join("\n"), stop: async () => stop(child) };
  try {
    return { process: running, ready: await untilReady(child, lines, options) };
  } catch (error) {
    await stop(child);
    throw error;
  }
}

/** Nothing of the caller's own Azure settings may leak into a process that is to talk to the mock. */
export function inheritedEnvironment(): Record<string, string> {
  const kept = ["PATH", "HOME", "TMPDIR", "TEMP", "TMP", "SystemRoot", "APPDATA", "LOCALAPPDATA", "XDG_STATE_HOME"];
  return Object.fromEntries(kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}

async function untilReady(child: ChildProcess, lines: string[], options: ProcessOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${options.name} did not start within 20 seconds.`)), startTimeoutMs);
    const read = (line: string): void => {
      lines.push(line);
      if (lines.length > keptLogLines) lines.shift();
      const ready = options.readyWhen(line);
      if (ready !== undefined) resolve(ready);
    };
    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on("line", read);
    }
    child.once("error", reject);
    // `close` comes after the last line of output, `exit` may come before it.
    child.once("close", () => reject(new Error(`${options.name} ended at once:\n${lines.join("\n")}`)));
    child.once("close", () => clearTimeout(timer));
    void Promise.resolve().then(() => timer.unref());
  });
}

async function stop(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return child.exitCode;
  const ended = once(child, "close");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), stopTimeoutMs);
  await ended;
  clearTimeout(timer);
  return child.exitCode;
}
