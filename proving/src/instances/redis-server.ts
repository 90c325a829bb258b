import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "../support/free-port.ts";

/** A real redis-server of our own: on loopback, without anything of the machine's configuration, gone at the end. */
export interface RedisServer {
  url: string;
  pid: number;
  stop(): Promise<void>;
}

export interface RedisServerOptions {
  /** 0, the default, takes any free one. */
  port?: number;
  password?: string;
  /** Files of a certificate for localhost and its key: it speaks TLS then, and nothing else. */
  tls?: { certPath: string; keyPath: string };
  /** Where the data lies, to be there after a kill. Without one, the data ends with the server. */
  folder?: string;
}

/** The program, or undefined where there is none. */
export function findRedisServer(): string | undefined {
  const program = process.env["REDIS_SERVER_PATH"] ?? "redis-server";
  return spawnSync(program, ["--version"]).status === 0 ? program : undefined;
}

export async function startRedisServer(options: RedisServerOptions = {}): Promise<RedisServer> {
  const program = findRedisServer() ?? "redis-server";
  // redis-server takes 0 for “no TCP at all”.
  const port = options.port ?? (await freePort());
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "redis-"));
  // All of it loopback; the second is there on Linux only.
  const addresses = ["127.0.0.1", "-127.0.0.2"];
  const settings = [...listening(port, options.tls), "--bind", ...addresses, "--dir", folder, "--save", ""];
  // Every write on the disk before it is answered: what was promised is there after a kill.
  if (options.folder !== undefined) settings.push("--appendonly", "yes", "--appendfsync", "always");
  if (options.password !== undefined) settings.push("--requirepass", options.password);
  const child = spawn(program, settings, { stdio: ["ignore", "pipe", "inherit"] });
  await ready(child);
  const credentials = options.password === undefined ? "" : `:${options.password}@`;
  return {
    url:
      options.tls === undefined
        ? `redis://${credentials}127.0.0.1:${port}`
        : `rediss://${credentials}localhost:${port}`,
    pid: child.pid ?? 0,
    stop: async () => {
      const exited = child.exitCode === null && child.signalCode === null ? once(child, "exit") : undefined;
      child.kill("SIGKILL");
      await exited;
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function listening(port: number, tls: RedisServerOptions["tls"]): string[] {
  if (tls === undefined) return ["--port", `${port}`];
  const files = ["--tls-cert-file", tls.certPath, "--tls-key-file", tls.keyPath];
  return ["--port", "0", "--tls-port", `${port}`, ...files, "--tls-auth-clients", "no"];
}

async function ready(child: ChildProcess): Promise<void> {
  let said = "";
  child.stdout?.on("data", (chunk) => (said += String(chunk)));
  for (let waited = 0; waited < 10_000; waited += 20) {
    if (said.includes("Ready to accept connections")) return;
    if (child.exitCode !== null || child.signalCode !== null) break;
    await delay(20);
  }
  child.kill("SIGKILL");
  throw new Error(`redis-server did not start:\n${said}`);
}
