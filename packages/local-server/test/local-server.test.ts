import { readEntraConfig } from "@mcp-entra/auth-core";
import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { CallToolResultSchema } from "@modelcontextprotocol/sdk/types.js";
import { InMemoryTransport } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { describe, expect, it, onTestFinished } from "vitest";
import { AuthenticationService, createLocalServer } from "../src/index.ts";
import { answerRequestsTo } from "./support/answer-requests-to.ts";
import { connectClient, generations } from "./support/clients.ts";
import { errorTextOf, startSession } from "./support/local-session.ts";
import { createSimulatedUser } from "./support/simulated-user.ts";

useMockEntra();

describe.each(generations)("while the server still looks for Entra, with MCP %s,", (generation) => {
  it("the client is served already, and a tool call waits", async () => {
    const person = createSimulatedUser();
    const creating = Promise.withResolvers<AuthenticationService>();
    const createServer = createLocalServer(async () => ({
      authenticationService: async () => creating.promise,
      graphBaseUrl: "https://graph.microsoft.com",
      recordEvent: () => undefined,
      openUrl: async (url) => person.signInAt(url),
      writeLine: () => undefined,
    }));
    const [clientSide, serverSide] = InMemoryTransport.createLinkedPair();
    const server = serveStdio(createServer, { transport: serverSide });
    const client = await connectClient(generation, clientSide, { answer: undefined });
    onTestFinished(async () => {
      await client.close();
      await server.close();
    });

    let answered = false;
    const calling = client.callTool().finally(() => (answered = true));
    expect((await client.listTools()).tools).toHaveLength(1);
    expect(answered).toBe(false);

    creating.resolve(
      await AuthenticationService.create(
        readEntraConfig({ AZURE_TENANT_ID: seed.tenant.id, AZURE_CLIENT_ID: seed.applications.local.appId }),
        {
          signInOption: "browser",
          machine: { isRemote: false, hasDisplay: true },
          recordEvent: () => undefined,
          log: () => undefined,
        },
      ),
    );
    expect(CallToolResultSchema.parse(await calling).structuredContent).toMatchObject({
      id: seed.users.ada.id,
    });
  });
});

describe("what the tool says when Graph does not answer as it should", () => {
  it.each([
    [
      "refuses",
      Response.json(
        { error: { code: "Authorization_RequestDenied", message: "eyJ.secret" } },
        { status: 403 },
      ),
      "Microsoft Graph refuses this (403): the permission is missing. Ask your administrator to grant it to the application.",
    ],
    [
      "answers with something else than a user",
      Response.json({ unexpected: "eyJ.secret" }),
      "The user's details could not be read: an unexpected error. Try again; if this happens again, restart the server with LOG_LEVEL=debug.",
    ],
  ])("when it %s, without a dump of the answer", async (_, answer, sentence) => {
    const person = createSimulatedUser();
    const { call, events } = await startSession({ openUrl: async (url) => person.signInAt(url) });
    answerRequestsTo("https://graph.microsoft.com/", () => answer);
    const result = await call();
    expect(errorTextOf(result)).toBe(sentence);
    expect(JSON.stringify([result, events])).not.toContain("eyJ");
    expect(events.at(-1)).toMatchObject({ event: "tool_failed", outcome: "failure" });
  });
});
