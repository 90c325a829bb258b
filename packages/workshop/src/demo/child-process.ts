import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** Servers that run as separate processes, and end together. */
export interface ProcessGroup {
  /**
   * Starts a program with the same Node, and waits until it is ready.
   *
   * @returns the value of `readyWhen`. @throws Error with the program's output, if it ends or writes nothing
   * more before that.
   */
  start(options: ProcessOptions): Promise<string>;
  /** Asks every process to stop, and kills it if it does not. */
  stopAll(): Promise<void>;
  /** Kills every process immediately, as a crash does. */
  killAll(): Promise<void>;
}

export interface ProcessOptions {
  name: string;
  /** Path of the program's main file. */
  program: string;
  arguments?: readonly string[];
  /** Where it runs; here unless given. */
  folder?: string;
  environment: Record<string, string>;
  /**
   * Gets each line of output. The process counts as started at the first line for which this returns a value.
   */
  readyWhen: (line: string) => string | undefined;
  /** Gets each line of output, for as long as the process runs. */
  onLine?: (line: string) => void;
}

const endWithParent = new URL("end-with-parent.ts", import.meta.url).href;
const startTimeoutMs = 60_000;
/** A server writes little before it is ready. Later output is not kept. */
const linesInMessage = 200;
const stopTimeoutMs = 5_000;

export function createProcessGroup(): ProcessGroup {
  const children: ChildProcess[] = [];
  return {
    start: async (options) => {
      const child = spawn(
        process.execPath,
        ["--import", endWithParent, options.program, ...(options.arguments ?? [])],
        {
          cwd: options.folder,
          env: { ...inheritedEnvironment(), ...options.environment },
          // The pipe closes when this process has ended for any reason.
          stdio: ["ignore", "pipe", "pipe", "ipc"],
        },
      );
      children.push(child);
      return untilReady(child, options);
    },
    stopAll: async () => {
      // They stay in the list: if a signal comes while they end, the second call waits for them too.
      await Promise.all(children.toReversed().map(stop));
    },
    killAll: async () => {
      await Promise.all(children.map(kill));
    },
  };
}

/** The caller's own Azure settings must not reach a process that uses the mock. */
export function inheritedEnvironment(): Record<string, string> {
  const kept = [
    "PATH",
    "HOME",
    "TMPDIR",
    "TEMP",
    "TMP",
    "SystemRoot",
    "APPDATA",
    "LOCALAPPDATA",
    "XDG_STATE_HOME",
    "NODE_COMPILE_CACHE",
  ];
  return Object.fromEntries(
    kept.map((name) => [name, process.env[name] ?? ""]).filter(([, value]) => value !== ""),
  );
}

async function untilReady(child: ChildProcess, { name, readyWhen, onLine }: ProcessOptions): Promise<string> {
  const said: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const read = (line: string): void => {
    if (said.length < linesInMessage) said.push(line);
    onLine?.(line);
    const ready = readyWhen(line);
    if (ready !== undefined) resolve(ready);
  };
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on("line", read);
  }
  child.once("error", reject);
  // `close` comes after the last line of output; `exit` may come before it.
  child.once("close", () => reject(new Error(`${name} ended before it was ready:\n${said.join("\n")}`)));
  const timer = setTimeout(
    () =>
      reject(
        new Error(`${name} did not become ready within ${startTimeoutMs / 1_000} s:\n${said.join("\n")}`),
      ),
    startTimeoutMs,
  );
  return promise.finally(() => clearTimeout(timer));
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
}

async function kill(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, "close");
  child.kill("SIGKILL");
  await ended;
}

async function stop(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, "close");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), stopTimeoutMs);
  await ended;
  clearTimeout(timer);
}
