import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { Server } from "@modelcontextprotocol/server";
import { describe, expect, it } from "vitest";
import { listTools, toolNames } from "./support/by-hand.ts";
import { generations } from "./support/generations.ts";
import { signedIn } from "./support/signed-in.ts";

useMockEntra();

/** An MCP server of your own. It contains no code for sign-ins. */
function createOwnServer(): Server {
  const server = new Server({ name: "own", version: "1" }, { capabilities: { tools: {} } });
  const inputSchema = { type: "object" as const };
  server.setRequestHandler("tools/list", () => ({ tools: [{ name: "ownTool", inputSchema }] }));
  return server;
}

describe.each(generations)("an MCP server of your own, in MCP %s,", (generation) => {
  it("is served in place of this one's tools, and to no caller without a token", async () => {
    const { endpoints, token } = await signedIn(undefined, undefined, { createMcpServer: createOwnServer });
    expect(await toolNames(endpoints, token, generation)).toEqual(["ownTool"]);
    expect(await listTools(endpoints, "made up", generation)).toBe(401);
  });
});
