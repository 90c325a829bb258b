import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * How long an MCP client waits for the local server: from the start of the process to the first answer of `tools/list`. It is compared
 * with a server of the same SDK that does nothing. In turns, so that both have the same machine.
 */
const goalRatio = 1.2;
const runs = 15;
const servers = {
  bare: join(import.meta.dirname, "servers/bare-stdio.ts"),
  local: join(import.meta.dirname, "../../packages/local-server/src/main.ts"),
};
const messages = [
  {
    id: 1,
    method: "initialize",
    params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "bench", version: "1" } },
  },
  { method: "notifications/initialized" },
  { id: 2, method: "tools/list" },
];

process.exitCode = await main();

async function main(): Promise<number> {
  const home = mkdtempSync(join(tmpdir(), "local-start-"));
  const times = { bare: [] as number[], local: [] as number[] };
  for (let run = 0; run < runs; run += 1) {
    times.bare.push(await measure(servers.bare, home));
    times.local.push(await measure(servers.local, home));
  }
  rmSync(home, { recursive: true });
  const [bare, local] = [median(times.bare), median(times.local)];
  const ratio = local / bare;
  process.stdout.write(
    `Start of the local server to its first tools/list: ${ratio.toFixed(2)} times a bare server of the SDK (at most ${goalRatio}: ${ratio <= goalRatio ? "yes" : "no"}); medians of ${runs}: ${local.toFixed(0)} ms and ${bare.toFixed(0)} ms\n`,
  );
  return ratio <= goalRatio ? 0 : 1;
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Infinity;
}

async function measure(server: string, home: string): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, [server], {
    cwd: home,
    // Entra cannot be reached: the start must not wait for it.
    env: {
      PATH: process.env["PATH"],
      HOME: home,
      AZURE_TENANT_ID: "3f2c6a1e-7b84-4d59-9e0a-5c1d8b7f2e64",
      AZURE_CLIENT_ID: "8c1b7d52-0f3e-4a6b-b1c9-2d4e6f8a0b13",
      AZURE_AUTHORITY_HOST: "https://127.0.0.1:1",
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  const answered = new Promise<number>((resolve) => {
    let written = "";
    child.stdout.on("data", (chunk) => {
      written += String(chunk);
      if (written.includes('"id":2')) resolve(performance.now() - started);
    });
  });
  for (const message of messages) child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  const ended = once(child, "close");
  const milliseconds = await answered;
  child.kill("SIGKILL");
  await ended;
  return milliseconds;
}
