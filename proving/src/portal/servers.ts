import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import type { OAuthClientProvider } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { OAuthClientInformationMixed, OAuthTokens } from "@modelcontextprotocol/sdk/shared/auth.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { bareEnvironment, packages, portOf, start, stop } from "../support/programs.ts";

/** The environment of a server: the mock's, with the application that was registered in the portal. */
export type Environment = Record<string, string>;

/** An MCP client of the local server, and the page that the server asks it to open. */
export interface LocalSignIn {
  page: Promise<string>;
  /** The answer of the tool call. It may come only after the sign-in. */
  result: Promise<unknown>;
  close(): Promise<void>;
}

/** Starts the local server and calls its tool, which begins a sign-in. */
export async function callLocalServer(
  environment: Environment,
  way: "client" | "device-code",
): Promise<LocalSignIn> {
  const client = new Client({ name: "proof", version: "1" }, { capabilities: { elicitation: { url: {} } } });
  const { promise: page, resolve } = Promise.withResolvers<string>();
  client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
    resolve("url" in params ? `${params.url} ${params.message}` : "");
    return { action: "accept" };
  });
  const args = [join(packages, "local-server/src/main.ts"), "--sign-in", way, "--token-cache", "memory"];
  const env = { ...bareEnvironment, ...environment };
  const transport = new StdioClientTransport({ command: process.execPath, args, env, stderr: "pipe" });
  // The client does not get a device code.
  let stderr = "";
  transport.stderr?.on("data", (chunk) => {
    stderr += String(chunk);
    const announced = /: open (\S+ on any device and enter the code \w+)\./.exec(stderr)?.[1];
    if (announced !== undefined) resolve(announced);
  });
  await client.connect(transport);
  const result = client.callTool({ name: "GetUserDetailsFromGraph" });
  // If a test gives the sign-in up, it closes the client. This ends the call too.
  result.catch(() => undefined);
  return { page, result, close: () => client.close() };
}

/** Starts the remote server. A client then signs its user in with `visit`. @returns the tool's answer */
export async function signInToRemoteServer(
  environment: Environment,
  visit: (url: string) => Promise<void>,
): Promise<unknown> {
  const env = { ...process.env, ...environment, PORT: "0", LOG_LEVEL: "silent" };
  const server = await start("remote-server", [], env, /MCP endpoint/);
  const listener = await listenForCode();
  try {
    const mcpUrl = new URL(/http:\S+/.exec(server.line)?.[0] ?? "");
    let pageToVisit = "";
    const provider = memoryProvider(listener.redirectUri, (url) => (pageToVisit = url));
    const first = new StreamableHTTPClientTransport(mcpUrl, { authProvider: provider });
    await new Client({ name: "proof", version: "1" }).connect(first).catch(() => undefined);
    await visit(pageToVisit);
    await first.finishAuth(await listener.code);
    const client = new Client({ name: "proof", version: "1" });
    await client.connect(new StreamableHTTPClientTransport(mcpUrl, { authProvider: provider }));
    const result = await client.callTool({ name: "getUserDetails" });
    await client.close();
    return result.structuredContent;
  } finally {
    listener.close();
    await stop(server);
  }
}

async function listenForCode() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const redirectUri = `http://127.0.0.1:${portOf(server)}/callback`;
  const { promise: code, resolve } = Promise.withResolvers<string>();
  server.on("request", (request, response) => {
    response.end("Signed in.");
    const received = new URL(request.url ?? "/", redirectUri).searchParams.get("code");
    if (received !== null) resolve(received);
  });
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { redirectUri, code, close };
}

function memoryProvider(redirectUri: string, visit: (url: string) => void): OAuthClientProvider {
  let registration: OAuthClientInformationMixed | undefined;
  let tokens: OAuthTokens | undefined;
  let verifier = "";
  return {
    redirectUrl: redirectUri,
    clientMetadata: { client_name: "Proof", redirect_uris: [redirectUri] },
    clientInformation: () => registration,
    saveClientInformation: (information) => void (registration = information),
    tokens: () => tokens,
    saveTokens: (received) => void (tokens = received),
    redirectToAuthorization: (url) => visit(url.href),
    saveCodeVerifier: (codeVerifier) => void (verifier = codeVerifier),
    codeVerifier: () => verifier,
  };
}
