import {
  type CallToolResult,
  Client,
  type ClientOptions,
  type OAuthClientProvider,
  type OAuthDiscoveryState,
  type StoredOAuthClientInformation,
  type StoredOAuthTokens,
  StreamableHTTPClientTransport,
  UnauthorizedError,
} from "@modelcontextprotocol/client";
import { onTestFinished } from "vitest";
import { seed } from "../../../packages/mock-entra/src/directory/seed.ts";
import { createVisitor } from "../support/play-remote.ts";
import { redirectUri, type RealClient } from "./real-client.ts";

/** Version 2 of the SDK, unchanged. It signs in again if a tool needs more scopes. */
export async function connectSdk2(
  mcp: URL,
  versionNegotiation?: ClientOptions["versionNegotiation"],
): Promise<RealClient> {
  const visit = createVisitor(seed.users.ada, redirectUri);
  const pages: URL[] = [];
  const authProvider = memoryProvider((url) => pages.push(url));
  let transport = new StreamableHTTPClientTransport(mcp, { authProvider });
  let client: Client | undefined;
  /** If the SDK says that it needs the user, the user signs in, and the call is repeated. */
  const withUser = async <Result>(run: () => Promise<Result>): Promise<Result> => {
    try {
      return await run();
    } catch (error) {
      const page = pages.at(-1);
      if (!(error instanceof UnauthorizedError) || page === undefined) throw error;
      await transport.finishAuth((await visit(page)).searchParams);
      return run();
    }
  };
  const connected = await withUser(async () => {
    client = new Client({ name: "proof", version: "1" }, versionNegotiation ? { versionNegotiation } : {});
    transport = new StreamableHTTPClientTransport(mcp, { authProvider });
    await client.connect(transport);
    return client;
  });
  onTestFinished(async () => connected.close());
  return {
    speaks: connected.getNegotiatedProtocolVersion(),
    callTool: async (name, input): Promise<CallToolResult> =>
      withUser(async () => connected.callTool({ name, arguments: input })),
    askedFor: () => pages.map((url) => url.searchParams.get("scope")),
  };
}

function memoryProvider(visit: (url: URL) => void): OAuthClientProvider {
  let registration: StoredOAuthClientInformation | undefined;
  let tokens: StoredOAuthTokens | undefined;
  let discovered: OAuthDiscoveryState | undefined;
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
    saveDiscoveryState: (state) => void (discovered = state),
    discoveryState: () => discovered,
  };
}
