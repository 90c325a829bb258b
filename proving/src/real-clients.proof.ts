import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { seed } from "../../packages/mock-entra/src/directory/seed.ts";
import { connectMcpClient } from "../../packages/workshop/src/client/mcp-client.ts";
import { useInspector } from "./real-clients/inspector.ts";
import { allScopes, type RealClient } from "./real-clients/real-client.ts";
import { connectSdk1 } from "./real-clients/sdk-1.ts";
import { connectSdk2 } from "./real-clients/sdk-2.ts";
import { everyTool } from "./support/every-tool.ts";
import { createVisitor, type RemotePlay, startRemotePlay } from "./support/play-remote.ts";

const page = join(import.meta.dirname, "../../docs/connect-remote.md");
const older = "2025-11-25";
const newer = "2026-07-28";
const grows = ["User.Read", "User.Read User.ReadBasic.All", allScopes];
const growsOffline = grows.map((scopes) => `${scopes} offline_access`);
let play: RemotePlay;

beforeAll(async () => void (play = await startRemotePlay()));
afterAll(async () => play.stop());

async function connectOurs(serverUrl: URL): Promise<RealClient> {
  const visit = createVisitor(seed.users.ada);
  const asked: (string | null)[] = [];
  const openPage = async (url: URL): Promise<void> => {
    asked.push(url.searchParams.get("scope"));
    await visit(url);
  };
  const connection = await connectMcpClient({ name: "Proof", serverUrl, openPage });
  onTestFinished(async () => connection.close());
  return {
    speaks: connection.protocolVersion,
    callTool: async (name, input) => connection.callTool(name, input),
    askedFor: () => asked,
  };
}

const sdk2 = "`@modelcontextprotocol/client` 2.4";
const inspector = "MCP Inspector 2.12, command line,";

/** For each client: its transport, its version of MCP, and the scopes of its sign-ins. */
type Row = [
  client: string,
  path: "/mcp" | "/sse",
  speaks: string,
  asks: string[],
  connect: (url: URL) => RealClient | Promise<RealClient>,
];
const rows: Row[] = [
  ["the workshop's client", "/mcp", newer, growsOffline, connectOurs],
  [`${sdk2}, by default`, "/mcp", older, grows, connectSdk2],
  [`${sdk2}, \`legacy\``, "/mcp", older, grows, async (url) => connectSdk2(url, { mode: "legacy" })],
  [`${sdk2}, \`auto\``, "/mcp", newer, grows, async (url) => connectSdk2(url, { mode: "auto" })],
  [`${sdk2}, pinned`, "/mcp", newer, grows, async (url) => connectSdk2(url, { mode: { pin: newer } })],
  ["`@modelcontextprotocol/sdk` 1.32.2", "/mcp", older, [allScopes], connectSdk1],
  ["`@modelcontextprotocol/sdk` 1.32.2", "/sse", older, [allScopes], connectSdk1],
  [`${inspector} \`legacy\``, "/mcp", older, [allScopes], (url) => useInspector(url, "legacy")],
  [`${inspector} \`modern\``, "/mcp", newer, [allScopes], (url) => useInspector(url, "modern")],
];

describe.each(rows)("%s, at %s, in MCP %s,", (_client, path, version, scopes, connect) => {
  it("signs in and calls every tool", async () => {
    const client = await connect(new URL(path, play.mcp));
    for (const { name, input, expected } of everyTool) {
      expect(await client.callTool(name, input), name).toMatchObject({ structuredContent: expected });
    }
    // Some do not tell their version: SDK 1.32.2 knows no newer one, and the Inspector gets it as an option.
    expect(client.speaks ?? version).toBe(version);
    expect(client.askedFor()).toEqual(scopes);
  });
});

it("the page for people who connect a client has a line for each of these, and for no other", () => {
  const table = readFileSync(page, "utf8")
    .split("\n\n")
    .find((part) => /^\| client +\| at +\| speaks /.test(part));
  const lines = table?.split("\n").slice(2);
  const cells = lines?.map((line) =>
    line
      .split("|")
      .slice(1, 4)
      .map((cell) => cell.trim()),
  );
  expect(cells).toEqual(rows.map(([client, path, version]) => [client, `\`${path}\``, version]));
});
