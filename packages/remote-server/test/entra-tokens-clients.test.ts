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
const redirectUri = "http://localhost:9/callback";
const mail = { subject: "Hello", body: "From the test.", confirm: true };
const calls = [
  { name: "getUserDetails", arguments: {} },
  { name: "listDirectoryUsers", arguments: {} },
  { name: "sendMailToSelf", arguments: mail },
];

/** A public client that was registered at Entra beforehand; nothing but its id is special. */
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

/** Ada signs in at the mock's own pages, and agrees to what the client asks for. */
async function answerOf(url: URL | undefined): Promise<URLSearchParams> {
  const browser = createHttpBrowser({ stopBefore: "http://localhost:9", fetch: browserFetch });
  let page = await signIn(browser, await browser.visit(url?.href ?? ""), seed.users.ada);
  if (page.status === 200) page = await browser.submit(page, { action: "accept" });
  if (!page.url.startsWith(redirectUri)) throw new Error(`The sign-in ended at “${page.title}”.`);
  return new URL(page.url).searchParams;
}

describe("an unmodified SDK 2 client with an id that was registered beforehand", () => {
  it.each<[string, ClientOptions]>([
    ["2025-11-25", { versionNegotiation: { mode: "legacy" } }],
    ["2026-07-28", { versionNegotiation: { mode: { pin: "2026-07-28" } } }],
  ])(
    "signs in at Entra and calls every tool, stepping up as it goes, in MCP %s",
    async (version, options) => {
      const { endpoints, bugs } = await startEntraServer(entra);
      const { provider, memory } = createProvider();
      const connect = async () => {
        const transport = new StreamableHTTPClientTransport(new URL(endpoints.mcp), {
          authProvider: provider,
        });
        const client = new Client({ name: "test", version: "1" }, options);
        onTestFinished(async () => client.close());
        return { transport, client };
      };
      const withSignIn = async <Result>(
        act: () => Promise<Result>,
        finish: (answer: URLSearchParams) => Promise<void>,
      ) => {
        try {
          return await act();
        } catch (error) {
          if (!(error instanceof UnauthorizedError)) throw error;
          await finish(await answerOf(memory.url));
          return act();
        }
      };
      const first = await connect();
      await expect(first.client.connect(first.transport)).rejects.toBeInstanceOf(UnauthorizedError);
      await first.transport.finishAuth(await answerOf(memory.url));
      const { client, transport } = await connect();
      await client.connect(transport);
      expect(client.getNegotiatedProtocolVersion()).toBe(version);
      for (const call of calls) {
        const result = await withSignIn(
          async () => client.callTool(call),
          async (answer) => transport.finishAuth(answer),
        );
        expect(result).toMatchObject({ structuredContent: expect.any(Object) });
      }
      expect(bugs).toEqual([]);
    },
  );
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
