import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

export const packages = join(import.meta.dirname, "../../../packages");

export interface Program {
  child: ChildProcess;
  /** The first line that said that it was ready. */
  line: string;
}

/** Starts one of the programs of this repository. */
export async function start(
  program: string,
  options: readonly string[],
  env: NodeJS.ProcessEnv,
  isReady: RegExp,
): Promise<Program> {
  const child = spawn(process.execPath, [join(packages, program, "src/main.ts"), ...options], { env });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on("line", (line) => isReady.test(line) && resolve(line));
  }
  child.once("close", () => reject(new Error(`${program} ended before it was ready`)));
  return { child, line: await promise };
}

export async function stop({ child }: Program): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, "close");
  child.kill("SIGTERM");
  await ended;
}

/** What the mock says of itself on one line of JSON. */
export interface RunningMock {
  program: Program;
  portalUrl: string;
  frontChannelUrl: string;
  environment: { local: Record<string, string>; remote: Record<string, string> };
}

export async function startMock(): Promise<RunningMock> {
  const options = ["--back-channel-port", "0", "--front-channel-port", "0", "--json"];
  const program = await start("mock-entra", options, process.env, /^\{/);
  const announced: Omit<RunningMock, "program"> = JSON.parse(program.line);
  return { program, ...announced };
}
