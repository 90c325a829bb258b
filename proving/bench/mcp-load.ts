import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import autocannon from "autocannon";
import { storeKeys } from "./bench-store.ts";

export interface RunningServer {
  /** The message that it sent when it was ready. */
  url: string;
  /** From the start of its process until it listened. */
  readyMs: number;
  pid: number;
  stop(): Promise<void>;
}

/**
 * Starts one of servers/, of this bench or of another commit's, in a separate process. The server writes its log, but the bench does not
 * read it.
 */
export async function startServer(
  name: string,
  environment: Record<string, string> = {},
  bench = import.meta.dirname,
): Promise<RunningServer> {
  const started = performance.now();
  const child: ChildProcess = fork(join(bench, "servers", `${name}.ts`), {
    env: {
      ...process.env,
      PORT: "0",
      AZURE_TENANT_ID: "7e4a1b2c-3d4e-4f5a-8b6c-0123456789ab",
      AZURE_CLIENT_ID: "22222222-aaaa-4bbb-8ccc-000000000002",
      AZURE_CLIENT_SECRET: "not-used-here",
      SESSION_ENCRYPTION_KEYS: storeKeys,
      PUBLIC_URL: publicUrl,
      ...environment,
    },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  // After a failed measurement, no process continues.
  process.once("exit", () => child.kill("SIGKILL"));
  const [url]: unknown[] = await Promise.race([once(child, "message"), endOf(child, name)]);
  return {
    url: String(url),
    readyMs: performance.now() - started,
    pid: child.pid ?? 0,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    },
  };
}

/** The same for all, so that one session is valid at each of them. */
export const publicUrl = "http://localhost:3001";

async function endOf(child: ChildProcess, name: string): Promise<never> {
  const [code]: unknown[] = await once(child, "exit");
  throw new Error(`${name} ended with ${String(code)} before it was ready.`);
}

export interface Measured {
  callsPerSecond: number;
  p99Ms: number;
}

/** The generations of MCP that /mcp speaks. */
export const generations = ["2025-11-25", "2026-07-28"] as const;

export interface Load {
  /** Default: the older generation. */
  generation?: (typeof generations)[number];
  connections: number;
  seconds: number;
  /** The total number of calls. Undefined: as many as possible. */
  callsPerSecond?: number;
}

const params = { name: "echo", arguments: { text: "hello" } };
const call = { jsonrpc: "2.0", id: 1, method: "tools/call", params };
const _meta = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "bench", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": {},
};
const posts = {
  "2025-11-25": { headers: {}, body: JSON.stringify(call) },
  "2026-07-28": {
    headers: { "mcp-method": "tools/call", "mcp-name": "echo" },
    body: JSON.stringify({ ...call, params: { ...params, _meta } }),
  },
};

/** Calls the tool with one token after the other. @throws Error if an answer is not the tool's result. */
export async function callTool(url: string, tokens: readonly string[], load: Load): Promise<Measured> {
  const { generation = "2025-11-25" } = load;
  const { body, headers: more } = posts[generation];
  const headers = {
    ...more,
    "mcp-protocol-version": generation,
    host: new URL(publicUrl).host,
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
  };
  const requests = tokens.map((token) => ({
    method: "POST" as const,
    path: "/mcp",
    headers: { ...headers, authorization: `Bearer ${token}` },
    body,
  }));
  const result = await autocannon({
    url,
    connections: load.connections,
    duration: load.seconds,
    ...(load.callsPerSecond === undefined ? {} : { overallRate: load.callsPerSecond }),
    requests,
    verifyBody: (answer) => String(answer).includes('"structuredContent":{"text":"hello"}'),
  });
  const failed = result.non2xx + result.errors + result.mismatches;
  if (failed > 0)
    throw new Error(`${url}: ${failed} of ${result["2xx"]} calls were not answered as they should be.`);
  return { callsPerSecond: result["2xx"] / result.duration, p99Ms: result.latency.p99 };
}

export function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
