import { extractWWWAuthenticateParams } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { SSEClientTransport } from "@modelcontextprotocol/sdk/client/sse.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { OAuthClientInformationMixed } from "@modelcontextprotocol/sdk/shared/auth.js";
import { type CallToolResult, CallToolResultSchema, type Tool } from "@modelcontextprotocol/sdk/types.js";
import { createOAuthProvider, type WorkshopOAuthProvider } from "./oauth-provider.ts";
import { listenForRedirect } from "./redirect-listener.ts";
import { repeatAfterSignIn, type SignInOptions, StepUpRequired } from "./sign-in.ts";
import packageJson from "../../package.json" with { type: "json" };

export interface McpClientOptions extends SignInOptions {
  name: string;
  /** …/mcp for Streamable HTTP, …/sse for the legacy transport. */
  serverUrl: URL;
  transport?: "streamable-http" | "legacy-sse";
  registration?: OAuthClientInformationMixed;
  metadataUrl?: string;
}

/** A connection that signs its user in whenever the server asks for it. */
export interface McpConnection {
  listTools(): Promise<Tool[]>;
  /** @throws Error when the server still refuses after the user has signed in. */
  callTool(name: string, input?: Record<string, unknown>): Promise<CallToolResult>;
  /** What the server has granted, by its own words. */
  grantedScopes(): string[];
  /** For a look at its shape, never to be shown. */
  accessToken(): string;
  close(): Promise<void>;
}

/**
 * An MCP client over the SDK, with what the SDK leaves to its users: it opens the page, waits for the answer, checks whose
 * answer it is, and when a tool needs more scopes than its tokens have, it sets its refresh token aside and signs in again.
 */
export async function connectMcpClient(options: McpClientOptions): Promise<McpConnection> {
  const listener = await listenForRedirect();
  const { name: clientName, registration, metadataUrl } = options;
  const { redirectUri } = listener;
  const provider = createOAuthProvider({ clientName, redirectUri, registration, metadataUrl });
  const withSignIn = repeatAfterSignIn(options, provider, listener);
  try {
    const client = await withSignIn(async () => connect(options, provider));
    return {
      listTools: async () => (await withSignIn(async () => client.listTools())).tools,
      callTool: async (name, input = {}) => {
        const result = await withSignIn(async () => client.callTool({ name, arguments: input }));
        return CallToolResultSchema.parse(result);
      },
      grantedScopes: () => provider.tokenMemory.read()?.scope?.split(" ") ?? [],
      accessToken: () => provider.tokenMemory.read()?.access_token ?? "",
      close: async () => {
        await client.close();
        await listener.close();
      },
    };
  } catch (error) {
    await listener.close();
    throw error;
  }
}

async function connect(options: McpClientOptions, authProvider: WorkshopOAuthProvider): Promise<Client> {
  const client = new Client({ name: options.name, version: packageJson.version });
  const transportOptions = { authProvider, fetch: catchStepUp(options.fetch ?? fetch) };
  await client.connect(
    options.transport === "legacy-sse"
      ? new SSEClientTransport(options.serverUrl, transportOptions)
      : new StreamableHTTPClientTransport(options.serverUrl, transportOptions),
  );
  return client;
}

/**
 * Takes a challenge for more scopes out of the SDK's hands. It would try a refresh, which never widens scopes, and of several
 * requests that are refused alike it would give up on all but the first.
 */
function catchStepUp(fetchIt: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await fetchIt(input, init);
    if (response.status !== 403) return response;
    const { error, scope, resourceMetadataUrl } = extractWWWAuthenticateParams(response);
    if (error === "insufficient_scope") throw new StepUpRequired(scope, resourceMetadataUrl);
    return response;
  };
}
