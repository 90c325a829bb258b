import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/server";
import express from "express";
import { expect, it, onTestFinished } from "vitest";
import { requireBearerAuth } from "../src/auth/routes/require-bearer-auth.ts";
import { createLoneMcpServer } from "./support/lone-mcp-server.ts";

const audience = "http://localhost:3001/mcp";
/** A session without scopes. If a server has only one scope, no sign-in can give such a session. */
const authInfo = {
  token: "token",
  clientId: "client",
  scopes: [],
  resource: new URL(audience),
  extra: { session: { id: "session", userId: "ada", clientId: "client", scopes: [], roles: [], endsAt: 0 } },
};

it("a token without the scope of the endpoint is answered with 403 and the scopes that are needed", async () => {
  const app = express().use(
    requireBearerAuth(
      {
        verify: async () => ({ kind: "good", caller: authInfo }),
        requiredScopes: ["User.Read"],
        resourceMetadataUrl: "http://localhost:3001/metadata",
      },
      { areTooMany: () => false, count: () => undefined },
    ),
  );
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/`, { headers: { authorization: "Bearer token" } });
  expect(response.status).toBe(403);
  expect(response.headers.get("www-authenticate")).toMatch(/error="insufficient_scope".*scope="User.Read"/);
});

it("a tool refuses a session without its scope, names the scope, and asks Entra for nothing", async () => {
  const events: string[] = [];
  const server = createLoneMcpServer({ audit: ({ event }) => events.push(event) });
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport);
  const answer = await transport.handleRequest(
    new Request(audience, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json, text/event-stream" },
    }),
    {
      authInfo,
      parsedBody: {
        jsonrpc: "2.0",
        id: 1,
        method: "tools/call",
        params: { name: "getUserDetails" },
      },
    },
  );
  expect(await answer.json()).toMatchObject({
    result: { isError: true, content: [{ text: expect.stringContaining("needs the scope User.Read") }] },
  });
  expect(events).toEqual(["tool_denied"]);
});
