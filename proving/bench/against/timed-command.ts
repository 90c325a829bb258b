import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

export interface Timed {
  /** CPU seconds (user and system) of the command and of all processes that it has waited for. */
  cpuSeconds: number;
  output: string;
  exitCode: number;
}

/** Runs a command with the Node of this checkout, and reads its CPU time from `times` of a POSIX shell. */
export async function timeCommand(
  folder: string,
  command: readonly string[],
  environment: Record<string, string> = {},
): Promise<Timed> {
  const child = spawn("sh", ["-c", '"$@"; code=$?; echo; times; exit $code', "sh", ...command], {
    cwd: folder,
    env: {
      ...process.env,
      PATH: `${join(folder, "node_modules/.bin")}:${process.env["PATH"] ?? ""}`,
      ...environment,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk) => (output += String(chunk)));
  const [code]: unknown[] = await once(child, "close");
  const lines = output.trimEnd().split("\n");
  return {
    cpuSeconds: childrenSeconds(lines.at(-1) ?? ""),
    output: lines.slice(0, -2).join("\n").trim(),
    exitCode: Number(code),
  };
}

/** `times` prints the shell's own time, then the time of its children: `0m1.250s 0m0.310s`. */
function childrenSeconds(line: string): number {
  const parts = [...line.matchAll(/(\d+)m([\d.]+)s/g)];
  if (parts.length !== 2) throw new Error(`This shell tells times in another form: ${line}`);
  return parts.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0);
}
