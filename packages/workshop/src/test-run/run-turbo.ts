import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { compileCacheFolder } from "../compile-cache.ts";
import { repositoryRoot } from "../exercises/exercise.ts";

export interface TurboEvents {
  onStart: (task: string) => void;
  /** Turbo has restored the output of an earlier run. */
  onReplay: (task: string) => void;
  /** `task` is undefined for turbo's own lines. */
  onLine: (task: string | undefined, line: string) => void;
}

const taskLine = /^(?<task>(?:@[\w-]+\/[\w-]+|\/\/):[\w:]*\w): ?(?<text>.*)$/;

/** A test run sends no data: turbo's telemetry is off. @returns the exit code. */
export async function runTurbo(options: readonly string[], events: TurboEvents): Promise<number> {
  const turbo = spawn(
    "turbo",
    ["run", "test", "verify:declared", "--continue", "--log-order=stream", ...options],
    {
      cwd: repositoryRoot,
      stdio: ["inherit", "pipe", "pipe"],
      shell: process.platform === "win32",
      env: {
        // Without this, piped output has no colours.
        ...(process.stdout.isTTY && process.env["NO_COLOR"] === undefined ? { FORCE_COLOR: "1" } : {}),
        ...process.env,
        TURBO_TELEMETRY_DISABLED: "1",
        NODE_COMPILE_CACHE: compileCacheFolder,
      },
    },
  );
  const ended = new Promise<number>((resolve, reject) => {
    turbo.once("error", reject);
    turbo.once("close", (code) => resolve(code ?? 1));
  });
  for (const input of [turbo.stdout, turbo.stderr])
    createInterface({ input }).on("line", (line) => tell(line, events));
  return ended;
}

/** The parts of a line of turbo, which prints the lines of all tasks in turn. */
export function tell(line: string, { onStart, onReplay, onLine }: TurboEvents): void {
  const { task, text = line } = taskLine.exec(stripColours(line))?.groups ?? {};
  if (task === undefined) onLine(undefined, line);
  else if (text.startsWith("cache hit")) onReplay(task);
  else if (/^cache (?:miss|bypass)/.test(text)) onStart(task);
  else onLine(task, line.slice(line.indexOf(": ") + 2));
}

function stripColours(text: string): string {
  // oxlint-disable-next-line no-control-regex -- the escape sequences of a terminal
  return text.replaceAll(/\u001B\[[\d;]*m/g, "");
}
