import { once } from "node:events";
import { createServer } from "node:http";
import { portOf } from "./programs.ts";
import { type OAuthClientProvider, UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { OAuthClientInformationMixed, OAuthTokens } from "@modelcontextprotocol/sdk/shared/auth.js";

/** The redirect URI of a client. For cookies, it is a separate site. */
export interface RedirectListener {
  redirectUri: string;
  /** The parameters of the next request to the redirect URI. */
  nextAnswer: () => Promise<URLSearchParams>;
  /** The Cookie headers that it has received. */
  cookies: string[];
  close: () => void;
}

export async function listenForAnswers(): Promise<RedirectListener> {
  const server = createServer().listen(0, "127.0.0.2");
  await once(server, "listening");
  const redirectUri = `http://127.0.0.2:${portOf(server)}/callback`;
  const cookies: string[] = [];
  let { promise, resolve } = Promise.withResolvers<URLSearchParams>();
  server.on("request", (request, response) => {
    cookies.push(request.headers.cookie ?? "");
    response.setHeader("content-type", "text/html").end("<!doctype html><title>Back at the client</title>");
    const url = new URL(request.url ?? "/", redirectUri);
    if (url.pathname === "/callback") resolve(url.searchParams);
  });
  return {
    redirectUri,
    cookies,
    nextAnswer: async () => {
      const answer = await promise;
      ({ promise, resolve } = Promise.withResolvers<URLSearchParams>());
      return answer;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** An unmodified SDK client that stores its registration and tokens. */
export interface McpClient {
  /** Connects without a session. @returns the page for the user. */
  startSignIn: () => Promise<string>;
  /** Redeems the code and connects. */
  finishSignIn: (code: string) => Promise<Client>;
  /** The newest page that the client wants to open. Each page is returned once. */
  takePageToVisit: () => string;
}

export function createMcpClient(mcpUrl: URL, redirectUri: string, name = "Proof"): McpClient {
  let pageToVisit = "";
  const provider = memoryProvider(redirectUri, name, (url) => (pageToVisit = url));
  const newTransport = () => new StreamableHTTPClientTransport(mcpUrl, { authProvider: provider });
  const newClient = () => new Client({ name, version: "1" });
  let transport = newTransport();
  const takePageToVisit = (): string => {
    const url = pageToVisit;
    pageToVisit = "";
    return url;
  };
  return {
    takePageToVisit,
    startSignIn: async () => {
      transport = newTransport();
      const refusal: unknown = await newClient()
        .connect(transport)
        .catch((error: unknown) => error);
      if (!(refusal instanceof UnauthorizedError)) throw refusal;
      return takePageToVisit();
    },
    finishSignIn: async (code) => {
      await transport.finishAuth(code);
      const client = newClient();
      await client.connect(newTransport());
      return client;
    },
  };
}

function memoryProvider(
  redirectUri: string,
  name: string,
  visit: (url: string) => void,
): OAuthClientProvider {
  let registration: OAuthClientInformationMixed | undefined;
  let tokens: OAuthTokens | undefined;
  let verifier = "";
  return {
    redirectUrl: redirectUri,
    clientMetadata: { client_name: name, redirect_uris: [redirectUri] },
    state: () => "the-clients-own-state",
    clientInformation: () => registration,
    saveClientInformation: (information) => void (registration = information),
    tokens: () => tokens,
    saveTokens: (received) => void (tokens = received),
    redirectToAuthorization: (url) => visit(url.href),
    saveCodeVerifier: (codeVerifier) => void (verifier = codeVerifier),
    codeVerifier: () => verifier,
    invalidateCredentials: () => void (tokens = undefined),
  };
}
