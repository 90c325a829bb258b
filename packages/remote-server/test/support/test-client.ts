import { createHttpBrowser, type HttpBrowser, type Page, signIn } from "@mcp-entra/mock-entra/browser";
import type { seed } from "@mcp-entra/mock-entra";
import { browserFetch } from "@mcp-entra/mock-entra/vitest";
import { type OAuthClientProvider, UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { SSEClientTransport } from "@modelcontextprotocol/sdk/client/sse.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { OAuthClientInformationMixed, OAuthTokens } from "@modelcontextprotocol/sdk/shared/auth.js";
import type { FetchLike } from "@modelcontextprotocol/sdk/shared/transport.js";
import { onTestFinished } from "vitest";
import type { Endpoints } from "../../src/auth/rules/endpoints.ts";

export type TransportKind = "streamable-http" | "legacy-sse";
type SeedUser = (typeof seed.users)[keyof typeof seed.users];

/** No program listens there. The browser stops before it. */
export const clientRedirectUri = "http://127.0.0.1:9/callback";

/** What an MCP client stores about one server. */
export interface ClientMemory {
  provider: OAuthClientProvider;
  /** The last address that the SDK wanted to open in the browser. */
  authorizationUrl: URL | undefined;
  tokens: OAuthTokens | undefined;
  registration: OAuthClientInformationMixed | undefined;
}

interface ClientOptions {
  fetch?: FetchLike;
  /** The address of the client's metadata document, instead of a registration. */
  documentUrl?: string;
  /** The scopes to ask for, instead of those that the server names. */
  scopes?: readonly string[];
}

function createClientMemory({ documentUrl }: ClientOptions): ClientMemory {
  let verifier = "";
  const memory: ClientMemory = {
    authorizationUrl: undefined,
    tokens: undefined,
    registration: undefined,
    provider: {
      redirectUrl: clientRedirectUri,
      ...(documentUrl === undefined ? {} : { clientMetadataUrl: documentUrl }),
      clientMetadata: { client_name: "Test client", redirect_uris: [clientRedirectUri] },
      state: () => crypto.randomUUID(),
      clientInformation: () => memory.registration,
      saveClientInformation: (registration) => void (memory.registration = registration),
      tokens: () => memory.tokens,
      saveTokens: (tokens) => void (memory.tokens = tokens),
      redirectToAuthorization: (url) => void (memory.authorizationUrl = url),
      saveCodeVerifier: (codeVerifier) => void (verifier = codeVerifier),
      codeVerifier: () => verifier,
      invalidateCredentials: () => void (memory.tokens = undefined),
    },
  };
  return memory;
}

export function createTransport(
  endpoints: Endpoints,
  kind: TransportKind,
  memory: ClientMemory,
  fetch?: FetchLike,
) {
  const options = { authProvider: memory.provider, ...(fetch === undefined ? {} : { fetch }) };
  return kind === "streamable-http"
    ? new StreamableHTTPClientTransport(new URL(endpoints.mcp), options)
    : new SSEClientTransport(new URL(endpoints.sse), options);
}

export function createTestBrowser(stopBefore = clientRedirectUri): HttpBrowser {
  return createHttpBrowser({ stopBefore, fetch: browserFetch });
}

/** Presses “Allow” on our consent page. @returns the next page. Usually this is Entra's sign-in page. */
export async function allow(browser: HttpBrowser, url: URL): Promise<Page> {
  return browser.submit(await browser.visit(url.href), { decision: "approve" });
}

/** Signs `user` in on all pages. @returns the answer at the client's redirect URI. */
export async function signInAs(
  user: SeedUser,
  url: URL,
  browser = createTestBrowser(),
): Promise<URLSearchParams> {
  const arrived = await signIn(browser, await allow(browser, url), user);
  if (!arrived.url.startsWith(clientRedirectUri)) throw new Error(`The sign-in ended at “${arrived.title}”.`);
  return new URL(arrived.url).searchParams;
}

/** An unmodified SDK client, connected after a sign-in as `user`. */
export async function connectAs(
  user: SeedUser,
  endpoints: Endpoints,
  kind: TransportKind,
  options: ClientOptions = {},
) {
  const { fetch, scopes } = options;
  const memory = createClientMemory(options);
  const first = createTransport(endpoints, kind, memory, fetch);
  const refusal: unknown = await new Client({ name: "test", version: "1" })
    .connect(first)
    .catch((error) => error);
  if (!(refusal instanceof UnauthorizedError) || memory.authorizationUrl === undefined) throw refusal;
  if (scopes !== undefined) memory.authorizationUrl.searchParams.set("scope", scopes.join(" "));
  const answer = await signInAs(user, memory.authorizationUrl);
  await first.finishAuth(answer.get("code") ?? "");
  const client = new Client({ name: "test", version: "1" });
  await client.connect(createTransport(endpoints, kind, memory, fetch));
  onTestFinished(async () => client.close());
  return { client, memory };
}

/** The name in the answer of `getUserDetails`. */
export async function displayName(client: Client): Promise<unknown> {
  const result = await client.callTool({ name: "getUserDetails" });
  if (result.isError) throw new Error(JSON.stringify(result.content));
  return (result.structuredContent as { displayName: string }).displayName;
}
