import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "../support/free-port.ts";

/** A real redis-server for one proof: on loopback, without the machine's configuration, and stopped at the end. */
export interface RedisServer {
  url: string;
  pid: number;
  stop(): Promise<void>;
}

export interface RedisServerOptions {
  /** Default: 0, which means a free port. */
  port?: number;
  password?: string;
  /** A certificate for localhost and its key, as files. The server then accepts only TLS. */
  tls?: { certPath: string; keyPath: string };
  /** A folder for the data, which then survives a kill. Without it, the data end with the server. */
  folder?: string;
}

/** The path of the program; undefined if it is missing. */
export function findRedisServer(): string | undefined {
  const program = process.env["REDIS_SERVER_PATH"] ?? "redis-server";
  return spawnSync(program, ["--version"]).status === 0 ? program : undefined;
}

export async function startRedisServer(options: RedisServerOptions = {}): Promise<RedisServer> {
  const program = findRedisServer() ?? "redis-server";
  // For redis-server, port 0 means that it does not listen on TCP.
  const port = options.port ?? (await freePort());
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "redis-"));
  // All of these addresses are loopback. Only Linux has the second one.
  const addresses = ["127.0.0.1", "-127.0.0.2"];
  const settings = [...listening(port, options.tls), "--bind", ...addresses, "--dir", folder, "--save", ""];
  // Each write is on the disk before its answer, so that it survives a kill.
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
