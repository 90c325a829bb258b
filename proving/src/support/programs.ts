import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Server } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { compileCacheFolder } from "../../../packages/workshop/src/compile-cache.ts";

export const packages = join(import.meta.dirname, "../../../packages");

/** For programs that must not get the other variables of this process: with the compile cache, they start in two thirds of the time. */
export const bareEnvironment = { PATH: process.env["PATH"] ?? "", NODE_COMPILE_CACHE: compileCacheFolder };

export interface Program {
  child: ChildProcess;
  /** The first line that shows that it was ready. */
  line: string;
  /** Its whole output so far. */
  output: () => string;
}

/** Starts one of the programs. @param folder the folder of the packages. @returns after a line for which `isReady` returns true. */
export async function start(
  program: string,
  options: readonly string[],
  env: NodeJS.ProcessEnv,
  isReady: RegExp,
  folder = packages,
): Promise<Program> {
  const child = spawn(process.execPath, [join(folder, program, "src/main.ts"), ...options], { env });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let output = "";
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on("line", (line) => {
      output += `${line}\n`;
      if (isReady.test(line)) resolve(line);
    });
  }
  child.once("close", () => reject(new Error(`${program} ended before it was ready:\n${output}`)));
  return { child, line: await promise, output: () => output };
}

export async function stop({ child }: Pick<Program, "child">): Promise<void> {
  // After an exit or a signal, there is no second “close”.
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "close");
  child.kill("SIGTERM");
  await ended;
}

export interface MockEntra extends Program {
  portalUrl: string;
  frontChannelUrl: string;
  /** The variables of the two servers, which make them use this mock for sign-ins. */
  local: Record<string, string>;
  remote: Record<string, string>;
  /** Sends a command to the mock. @param body sent as JSON @returns JSON */
  command: (method: string, name: string, body?: unknown) => Promise<string>;
}

export async function startMock(flags: readonly string[] = []): Promise<MockEntra> {
  const ports = ["--back-channel-port", "0", "--front-channel-port", "0", "--json"];
  const program = await start("mock-entra", [...ports, ...flags], process.env, /^\{/);
  const said: Pick<MockEntra, "portalUrl" | "frontChannelUrl"> & {
    environment: Pick<MockEntra, "local" | "remote">;
  } = JSON.parse(program.line);
  const { portalUrl, frontChannelUrl } = said;
  return {
    ...program,
    ...said.environment,
    portalUrl,
    frontChannelUrl,
    command: async (method, name, body) => {
      const response = await fetch(`${frontChannelUrl}/_mock/${name}`, {
        method,
        headers: { "x-mock-entra-control": "1", "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${name}: ${text}`);
      return text;
    },
  };
}

export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return address.port;
}
