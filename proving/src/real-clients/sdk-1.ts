import { type OAuthClientProvider, UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { SSEClientTransport } from "@modelcontextprotocol/sdk/client/sse.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { OAuthClientInformationMixed, OAuthTokens } from "@modelcontextprotocol/sdk/shared/auth.js";
import { onTestFinished } from "vitest";
import { seed } from "../../../packages/mock-entra/src/directory/seed.ts";
import { createVisitor } from "../support/play-remote.ts";
import { allScopes, redirectUri, type RealClient } from "./real-client.ts";

/** Version 1 of the SDK. It fails if a tool needs more scopes, so it asks for all of them at the first sign-in. */
export async function connectSdk1(url: URL): Promise<RealClient> {
  const visit = createVisitor(seed.users.ada, redirectUri);
  const pages: URL[] = [];
  const authProvider = memoryProvider((page) => pages.push(page));
  const newTransport = () =>
    url.pathname === "/sse"
      ? new SSEClientTransport(url, { authProvider })
      : new StreamableHTTPClientTransport(url, { authProvider });
  const first = newTransport();
  const identity = { name: "proof", version: "1" };
  const refusal: unknown = await new Client(identity).connect(first).catch((error: unknown) => error);
  const [page] = pages;
  if (!(refusal instanceof UnauthorizedError) || page === undefined) throw refusal;
  page.searchParams.set("scope", allScopes);
  await first.finishAuth((await visit(page)).searchParams.get("code") ?? "");
  const client = new Client(identity);
  await client.connect(newTransport());
  onTestFinished(async () => client.close());
  return {
    speaks: undefined,
    callTool: async (name, input) => client.callTool({ name, arguments: input }),
    askedFor: () => pages.map(({ searchParams }) => searchParams.get("scope")),
  };
}

function memoryProvider(visit: (url: URL) => void): OAuthClientProvider {
  let registration: OAuthClientInformationMixed | undefined;
  let tokens: OAuthTokens | undefined;
  let verifier = "";
  return {
    redirectUrl: redirectUri,
    clientMetadata: { client_name: "Proof", redirect_uris: [redirectUri] },
    state: () => crypto.randomUUID(),
    clientInformation: () => registration,
    saveClientInformation: (information) => void (registration = information),
    tokens: () => tokens,
    saveTokens: (received) => void (tokens = received),
    redirectToAuthorization: visit,
    saveCodeVerifier: (codeVerifier) => void (verifier = codeVerifier),
    codeVerifier: () => verifier,
  };
}
