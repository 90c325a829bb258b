import { seed } from "@mcp-entra/mock-entra";
import { createHttpBrowser, signIn } from "@mcp-entra/mock-entra/browser";
import { browserFetch, useMockEntra } from "@mcp-entra/mock-entra/vitest";
import {
  Client,
  type ClientOptions,
  type OAuthClientProvider,
  type OAuthDiscoveryState,
  type OAuthTokens,
  StreamableHTTPClientTransport,
  UnauthorizedError,
} from "@modelcontextprotocol/client";
import { UnauthorizedError as OlderUnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client as OlderClient } from "@modelcontextprotocol/sdk/client/index.js";
import { SSEClientTransport } from "@modelcontextprotocol/sdk/client/sse.js";
import { StreamableHTTPClientTransport as OlderTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { describe, expect, it, onTestFinished } from "vitest";
import { client as registered, startEntraServer } from "./support/entra-tokens.ts";

const entra = useMockEntra();
type SeedUser = (typeof seed.users)[keyof typeof seed.users];
const redirectUri = "http://localhost:9/callback";
const mail = { subject: "Hello", body: "From the test.", confirm: true };
const calls = [
  { name: "getUserDetails", arguments: {} },
  { name: "listDirectoryUsers", arguments: {} },
  { name: "sendMailToSelf", arguments: mail },
];

/** A public client that was registered at Entra before. Only its id matters. */
function createProvider() {
  const memory: {
    url?: URL;
    tokens?: OAuthTokens;
    discovered?: OAuthDiscoveryState;
    verifier: string;
  } = { verifier: "" };
  const provider = {
    redirectUrl: redirectUri,
    clientMetadata: { client_name: "Registered client", redirect_uris: [redirectUri] },
    clientInformation: () => ({ client_id: registered.appId }),
    tokens: () => memory.tokens,
    saveTokens: (tokens: OAuthTokens) => void (memory.tokens = tokens),
    redirectToAuthorization: (url: URL) => void (memory.url = url),
    saveCodeVerifier: (verifier: string) => void (memory.verifier = verifier),
    codeVerifier: () => memory.verifier,
    discoveryState: () => memory.discovered,
    saveDiscoveryState: (state: OAuthDiscoveryState) => void (memory.discovered = state),
    invalidateCredentials: () => void delete memory.tokens,
  } satisfies OAuthClientProvider;
  return { provider, memory };
}

/** The user signs in on the mock's pages, and consents to the client's request. */
async function answerOf(url: URL | undefined, user: SeedUser = seed.users.ada): Promise<URLSearchParams> {
  const browser = createHttpBrowser({ stopBefore: "http://localhost:9", fetch: browserFetch });
  let page = await signIn(browser, await browser.visit(url?.href ?? ""), user);
  if (page.status === 200) page = await browser.submit(page, { action: "accept" });
  if (!page.url.startsWith(redirectUri)) throw new Error(`The sign-in ended at “${page.title}”.`);
  return new URL(page.url).searchParams;
}

/** A client with SDK 2, connected after a sign-in as this user. */
async function connectAs(user: SeedUser, options: ClientOptions) {
  const server = await startEntraServer(entra);
  const { provider, memory } = createProvider();
  const create = () => {
    const transport = new StreamableHTTPClientTransport(new URL(server.endpoints.mcp), {
      authProvider: provider,
    });
    const client = new Client({ name: "test", version: "1" }, options);
    onTestFinished(async () => client.close());
    return { transport, client };
  };
  const first = create();
  await expect(first.client.connect(first.transport)).rejects.toBeInstanceOf(UnauthorizedError);
  await first.transport.finishAuth(await answerOf(memory.url, user));
  const { client, transport } = create();
  await client.connect(transport);
  delete memory.url;
  return { server, memory, client, transport };
}

describe.each<[string, ClientOptions]>([
  ["2025-11-25", { versionNegotiation: { mode: "legacy" } }],
  ["2026-07-28", { versionNegotiation: { mode: { pin: "2026-07-28" } } }],
])("an unmodified SDK 2 client with an id that was registered beforehand, in MCP %s", (version, options) => {
  it("signs in at Entra and calls every tool of its user, stepping up as it goes", async () => {
    const { server, memory, client, transport } = await connectAs(seed.users.ada, options);
    const withSignIn = async <Result>(act: () => Promise<Result>): Promise<Result> => {
      try {
        return await act();
      } catch (error) {
        if (!(error instanceof UnauthorizedError)) throw error;
        await transport.finishAuth(await answerOf(memory.url));
        return act();
      }
    };
    expect(client.getNegotiatedProtocolVersion()).toBe(version);
    for (const call of calls) {
      const result = await withSignIn(async () => client.callTool(call));
      expect(result).toMatchObject({ structuredContent: expect.any(Object) });
    }
    expect(server.bugs).toEqual([]);
  });

  it("reads the audit log for an auditor: who called what, and no token", async () => {
    const { server, memory, client } = await connectAs(seed.users.grace, options);
    await client.callTool({ name: "getUserDetails", arguments: {} });
    const result = await client.callTool({ name: "getAuditLog", arguments: { event: "tool_allowed" } });
    const who = { user: seed.users.grace.id, client: expect.stringContaining(registered.appId) };
    expect(result).toMatchObject({
      structuredContent: {
        events: [
          { tool: "getAuditLog", ...who },
          { tool: "getUserDetails", ...who },
        ],
      },
    });
    expect(JSON.stringify(result)).not.toContain(memory.tokens?.access_token);
    expect([memory.url, server.bugs]).toEqual([undefined, []]);
  });

  it("does not see the audit log if its user is not an auditor; the error says who can help, and asks for no sign-in", async () => {
    const { server, memory, client } = await connectAs(seed.users.ada, options);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(calls.map(({ name }) => name));
    const result = await client.callTool({ name: "getAuditLog", arguments: {} });
    expect(result).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining("Ask your administrator for the app role Auditor") }],
    });
    expect(result).not.toHaveProperty("structuredContent");
    expect(memory.url).toBeUndefined();
    expect(server.eventsNamed("tool_denied")).toMatchObject([
      { tool: "getAuditLog", user: seed.users.ada.id, reason: "role missing: Auditor" },
    ]);
  });
});

describe("an SDK 1 client with an id that was registered beforehand", () => {
  it.each(["/mcp", "/sse"])("signs in at Entra and calls a tool at %s", async (path) => {
    const { endpoints } = await startEntraServer(entra);
    const { provider, memory } = createProvider();
    const create = () => {
      const url = new URL(endpoints.issuer + path);
      return path === "/mcp"
        ? new OlderTransport(url, { authProvider: provider })
        : new SSEClientTransport(url, { authProvider: provider });
    };
    const first = create();
    await expect(new OlderClient({ name: "test", version: "1" }).connect(first)).rejects.toBeInstanceOf(
      OlderUnauthorizedError,
    );
    await first.finishAuth((await answerOf(memory.url)).get("code") ?? "");
    const client = new OlderClient({ name: "test", version: "1" });
    onTestFinished(async () => client.close());
    await client.connect(create());
    const result = await client.callTool({ name: "getUserDetails" });
    expect(result.structuredContent).toMatchObject({ displayName: "Ada Lovelace" });
  });
});
