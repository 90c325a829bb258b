import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { seed } from "../../packages/mock-entra/src/directory/seed.ts";
import { connectMcpClient } from "../../packages/workshop/src/client/mcp-client.ts";
import { startBearerProxy } from "./conformance/bearer-proxy.ts";
import { clientByDesign, serverByDesign } from "./conformance/by-design.ts";
import { type Outcome, runRequirements } from "./conformance/run-conformance.ts";
import { createVisitor, startRemotePlay } from "./support/play-remote.ts";

const folder = join(import.meta.dirname, "conformance");

/** The number of scenarios that the suite requires. With fewer, a run has left something out. */
const required = [
  { revision: "2025-11-25", ofServer: 30, ofClient: 18 },
  { revision: "2026-07-28", ofServer: 37, ofClient: 32 },
] as const;

/** The list has to be exact: it reports a check that fails now, and also one that passes now. */
function expectOnly(byDesign: Record<string, string>, { notPassed, empty }: Outcome): void {
  expect(empty).toEqual([]);
  const names = (ids: Iterable<string>) => [...ids].toSorted((a, b) => a.localeCompare(b));
  expect(names(notPassed.keys()), JSON.stringify([...notPassed], null, 1)).toEqual(
    names(Object.keys(byDesign)),
  );
}

describe.each(required)("what MCP $revision requires", ({ revision, ofServer, ofClient }) => {
  it(`of a client: ours passes all ${ofClient} scenarios of the conformance suite`, async () => {
    const command = `${process.execPath} ${join(folder, "workshop-client.ts")}`;
    // The suite starts all clients at the same time.
    const target = ["--command", command, "--timeout", "120000"];
    const outcome = await runRequirements("client", revision, target);
    expect(outcome.scenarios).toBe(ofClient);
    expectOnly(clientByDesign[revision], outcome);
  });

  it(`of a server: ours, with all its guards and the suite's tools behind them, runs all ${ofServer} scenarios and fails what it is meant to`, async () => {
    const play = await startRemotePlay({}, join(folder, "serve-fixtures.ts"));
    onTestFinished(async () => play.stop());
    const visit = createVisitor(seed.users.ada);
    const openPage = async (url: URL): Promise<void> => void (await visit(url));
    const connection = await connectMcpClient({ name: "Conformance", serverUrl: play.mcp, openPage });
    onTestFinished(async () => connection.close());
    const proxy = await startBearerProxy(play.mcp, connection.accessToken());
    onTestFinished(async () => proxy.close());
    const outcome = await runRequirements("server", revision, ["--url", proxy.url.href]);
    expect(outcome.scenarios).toBe(ofServer);
    expectOnly(serverByDesign[revision], outcome);
  });
});
