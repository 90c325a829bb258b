import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { seed } from "../../packages/mock-entra/src/directory/seed.ts";
import { connectMcpClient } from "../../packages/workshop/src/client/mcp-client.ts";
import { startBearerProxy } from "./conformance/bearer-proxy.ts";
import { runConformance } from "./conformance/run-conformance.ts";
import { createVisitor, startRemotePlay } from "./support/play-remote.ts";

const folder = join(import.meta.dirname, "conformance");
const specVersion = ["--spec-version", "2025-11-25"];

/** What concerns a server that has tools and no MCP sessions, and how many checks each runs; the rest is in the baseline. */
const meaningful = [
  ["server-server-initialize", 2],
  ["server-ping", 2],
  ["server-tools-list", 3],
  ["server-dns-rebinding-protection", 2],
] as const;

it("the MCP conformance suite for clients: ours passes all fourteen scenarios of authorization, without a warning", async () => {
  const command = `${process.execPath} ${join(folder, "workshop-client.ts")}`;
  const suite = ["--command", command, "--suite", "auth"];
  const { exitCode, results, output } = await runConformance(["client", ...suite, ...specVersion]);
  const failed = [...results.values()].flatMap((result) => result.failed);
  expect(failed, output).toEqual([]);
  expect(exitCode, output).toBe(0);
  expect(results.size).toBe(14);
  for (const [name, { passed }] of results) expect(passed, name).toBeGreaterThan(10);
});

it("the MCP conformance suite for servers: ours passes what concerns it, and fails what the baseline says", async () => {
  const play = await startRemotePlay();
  onTestFinished(async () => play.stop());
  const visit = createVisitor(seed.users.ada);
  const openPage = async (url: URL): Promise<void> => void (await visit(url));
  const connection = await connectMcpClient({ name: "Conformance", serverUrl: play.mcp, openPage });
  onTestFinished(async () => connection.close());
  const proxy = await startBearerProxy(play.mcp, connection.accessToken());
  onTestFinished(async () => proxy.close());
  const baseline = ["--expected-failures", join(folder, "server-baseline.yaml")];
  const url = ["--url", proxy.url.href];
  const { exitCode, results, output } = await runConformance(["server", ...url, ...specVersion, ...baseline]);
  expect(exitCode, output).toBe(0);
  for (const [name, checks] of meaningful) {
    expect(results.get(name), name).toEqual({ passed: checks, failed: [] });
  }
});
