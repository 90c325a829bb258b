import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createMockEntra, type MockEntra, type RunningMockEntra, seed } from "@mcp-entra/mock-entra";
import { onTestFinished } from "vitest";

export const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

/** The environment variables that a server's process gets from the process of the tests. */
export const inherited: Record<string, string> = Object.fromEntries(
  ["PATH", "NODE_COMPILE_CACHE"].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  }),
);

/** The mock on real ports, and the environment that makes a server use it. It ends with the running test. */
export interface ServedMock extends RunningMockEntra {
  mock: MockEntra;
  environment: Record<string, string>;
}

export async function serveMockEntra(): Promise<ServedMock> {
  const mock = createMockEntra();
  const running = await mock.listen({
    backChannelPort: 0,
    frontChannelPort: 0,
    certificateDirectory: temporaryFolder(),
  });
  onTestFinished(async () => running.close());
  const environment = {
    AZURE_TENANT_ID: seed.tenant.id,
    AZURE_CLIENT_ID: seed.applications.local.appId,
    AZURE_AUTHORITY_HOST: running.authorityHost,
    GRAPH_BASE_URL: running.graphBaseUrl,
    MOCK_ENTRA_CA: running.caPath,
    // A test must leave nothing in the user's keyring and folders.
    TOKEN_CACHE: "memory",
  };
  return { ...running, mock, environment };
}

/** A started server and its output so far. */
export interface ServerProcess {
  child: ChildProcessWithoutNullStreams;
  stdout(): string;
  stderr(): string;
  /** Resolves with the exit code, or with null if a signal has ended the server. */
  exit: Promise<number | null>;
}

/** Starts the server without an MCP client. stdin stays open until the test closes it or ends. */
export function spawnServer(
  options: { arguments?: string[]; environment?: Record<string, string> } = {},
): ServerProcess {
  const child = spawn(process.execPath, [main, ...(options.arguments ?? [])], {
    cwd: temporaryFolder(),
    env: { ...inherited, NODE_NO_WARNINGS: "1", ...options.environment },
  });
  const written = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => (written.stdout += String(chunk)));
  child.stderr.on("data", (chunk) => (written.stderr += String(chunk)));
  child.stdin.on("error", () => undefined);
  const exit = once(child, "close").then(([code]) => (typeof code === "number" ? code : null));
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await exit;
  });
  return { child, stdout: () => written.stdout, stderr: () => written.stderr, exit };
}

/** A separate folder, so that the reader's .env file has no effect on a test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "local-server-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
