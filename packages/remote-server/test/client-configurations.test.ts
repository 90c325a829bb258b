import { readFileSync } from "node:fs";
import { join } from "node:path";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { supportedScopes } from "../src/auth/rules/scopes.ts";
import { authorizationUrl, register } from "./support/by-hand.ts";
import { startTestServer } from "./support/test-server.ts";

useMockEntra();
const page = readFileSync(join(import.meta.dirname, "../../../docs/connect-remote.md"), "utf8");

const text = z.string().min(1);
const url = z.union([z.url({ protocol: /^https?$/ }), z.string().regex(/^\$\{\w+:-https?:[^}]+\}$/)]);
const remote = { url, headers: z.record(text, text).optional() };
/** For programs that support no remote servers: a local bridge that they start. */
const bridge = z.strictObject({ command: z.literal("npx"), args: z.array(text) });

/**
 * The format that each program documents for a remote server. This test refuses fields that a program does not know, because most
 * programs ignore such fields silently.
 */
const formats: Record<string, z.ZodType> = {
  // https://code.visualstudio.com/docs/agents/reference/mcp-configuration: `type` is required.
  "Visual Studio Code": z.strictObject({
    servers: z.record(
      text,
      z.strictObject({
        type: z.enum(["http", "sse"]),
        ...remote,
        oauth: z.strictObject({ clientId: text }).optional(),
      }),
    ),
  }),
  // https://code.claude.com/docs/en/mcp: without `type`, the program expects a server that it starts itself.
  "Claude Code": z.strictObject({
    mcpServers: z.record(
      text,
      z.strictObject({
        type: z.enum(["http", "sse"]),
        ...remote,
        oauth: z.strictObject({ clientId: text, callbackPort: z.int(), scopes: text }).partial().optional(),
      }),
    ),
  }),
  // https://modelcontextprotocol.io/docs/develop/connect-local-servers: this file cannot name remote servers.
  "Claude Desktop": z.strictObject({ mcpServers: z.record(text, bridge) }),
  // https://cursor.com/docs/context/mcp
  Cursor: z.strictObject({
    mcpServers: z.record(
      text,
      z.strictObject({
        ...remote,
        auth: z.strictObject({ CLIENT_ID: text, scopes: z.array(text).optional() }).optional(),
      }),
    ),
  }),
  // https://github.com/modelcontextprotocol/inspector
  "MCP Inspector": z.strictObject({
    mcpServers: z.record(
      text,
      z.strictObject({
        type: z.enum(["streamable-http", "sse"]),
        ...remote,
        oauth: z.strictObject({ clientId: text, scopes: text }).partial().optional(),
      }),
    ),
  }),
};

function snippetOf(heading: string): string {
  const [, section = ""] = page.split(`\n## ${heading}\n`);
  const json = /```json\n(.*?)```/s.exec(section.split("\n## ")[0] ?? "")?.[1];
  if (json === undefined) throw new Error(`The page has no JSON for ${heading}.`);
  return json;
}

describe.each(Object.entries(formats))("the snippet for %s", (heading, format) => {
  it("has the format that the program documents", () => {
    expect(format.safeParse(JSON.parse(snippetOf(heading))).error).toBeUndefined();
  });

  it("holds the address of the endpoint, no secret, and no scope that the server does not know", () => {
    const snippet = snippetOf(heading);
    expect(snippet).toContain("http://localhost:3001/mcp");
    expect(snippet).not.toMatch(/secret|token|authorization/i);
    const scopes = /"scopes": "([^"]+)"/.exec(snippet)?.[1]?.split(" ") ?? [];
    expect(scopes.filter((scope) => !supportedScopes.includes(scope))).toEqual([]);
  });
});

/** The rows of the page's table: a client, and the redirect URIs that it registers. */
function clientsInTheTable(): [string, string[]][] {
  const [, table = ""] = page.split("\n## What each client does\n");
  const rows = [...table.matchAll(/^\| ([^|]+)\| ([^|]+)\| ([^|]+)\|/gm)].slice(2);
  return rows
    .map(([, client = "", , uris = ""]): [string, string[]] => [
      client.trim(),
      [...uris.matchAll(/`(https?:[^`]+)`/g)].map(([, uri = ""]) => uri),
    ])
    .filter(([, uris]) => uris.length > 0);
}

describe("the table of clients", () => {
  it("names redirect URIs for most of them", () => {
    expect(clientsInTheTable().length).toBeGreaterThan(6);
  });

  it.each(clientsInTheTable())(
    "is right about %s: the server takes its redirect URIs, any port on loopback",
    async (_client, uris) => {
      const { endpoints } = await startTestServer();
      const clientId = await register(endpoints, uris);
      for (const uri of uris) {
        const used = new URL(uri);
        if (used.protocol === "http:") used.port = "54321";
        const question = await fetch(authorizationUrl(endpoints, clientId, { redirect_uri: used.href }));
        expect(question.status, used.href).toBe(200);
      }
    },
  );
});
