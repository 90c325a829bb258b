import {
  type AuthProvider,
  type CallToolResult,
  Client,
  type ElicitRequestFormParams,
  type ElicitResult,
  SSEClientTransport,
  StreamableHTTPClientTransport,
  type Tool,
} from "@modelcontextprotocol/client";
import {
  createOAuthProvider,
  type OAuthProviderOptions,
  type WorkshopOAuthProvider,
} from "./oauth-provider.ts";
import { endSession, renewTokens } from "./later-in-session.ts";
import { listenForRedirect, type RedirectListener } from "./redirect-listener.ts";
import { repeatAfterSignIn, type SignInOptions, SignInRequired } from "./sign-in.ts";
import packageJson from "../../package.json" with { type: "json" };

export interface McpClientOptions extends SignInOptions, Omit<OAuthProviderOptions, "redirectUri"> {
  /** …/mcp for Streamable HTTP, …/sse for the legacy transport. */
  serverUrl: URL;
  transport?: "streamable-http" | "legacy-sse";
  /**
   * `legacy`: MCP 2025-11-25, also if the server speaks a newer version. Without it, client and server agree
   * on a version.
   */
  generation?: "auto" | "legacy";
  /** Shows the user a server's question, in a form. Without it, the client tells servers that it cannot ask. */
  askUser?: (question: ElicitRequestFormParams) => Promise<ElicitResult> | ElicitResult;
}

/** A connection that signs its user in whenever the server asks for it. */
export interface McpConnection {
  /** The version of MCP that client and server speak with each other. */
  protocolVersion: string | undefined;
  listTools(): Promise<Tool[]>;
  /** @throws Error if the server still refuses after the user has signed in. */
  callTool(name: string, input?: Record<string, unknown>): Promise<CallToolResult>;
  /** The scopes that the server says it has granted. */
  grantedScopes(): string[];
  /** To check its form. Never show it. */
  accessToken(): string;
  /**
   * Gets new tokens before the old ones expire, as a client may at any time (RFC 6749 §6).
   *
   * @returns whether this was possible without the user.
   */
  renewTokens(): Promise<boolean>;
  /** Asks the server to end the session (RFC 7009), deletes the tokens, and closes the connection. */
  signOut(): Promise<void>;
  close(): Promise<void>;
}

/**
 * An MCP client with the SDK. It does what the SDK leaves to its users: it opens the page, waits for the
 * answer, and checks who answers. For all requests that are refused at the same time, the user signs in once.
 * The SDK finds the version of MCP that the server speaks.
 */
export async function connectMcpClient(options: McpClientOptions): Promise<McpConnection> {
  const listener = await listenForRedirect();
  const provider = createOAuthProvider({ ...options, redirectUri: listener.redirectUri });
  const withSignIn = repeatAfterSignIn(options, provider, listener);
  const authProvider: AuthProvider = {
    token: async () => provider.tokens()?.access_token,
    onUnauthorized: async ({ response }) => {
      throw new SignInRequired(response);
    },
  };
  try {
    const client = await withSignIn(async () => connect(options, authProvider));
    return connectionOver(client, provider, { options, withSignIn, listener });
  } catch (error) {
    await listener.close();
    throw error;
  }
}

interface ConnectionParts {
  options: McpClientOptions;
  withSignIn: ReturnType<typeof repeatAfterSignIn>;
  listener: RedirectListener;
}

function connectionOver(
  client: Client,
  provider: WorkshopOAuthProvider,
  { options, withSignIn, listener }: ConnectionParts,
): McpConnection {
  const accessToken = (): string => provider.tokens()?.access_token ?? "";
  let listedWith: string | undefined;
  const close = async (): Promise<void> => {
    await client.close();
    await listener.close();
  };
  return {
    protocolVersion: client.getNegotiatedProtocolVersion(),
    listTools: async () =>
      withSignIn(async () => {
        const token = accessToken();
        // A server may show different tools to each user, and another user may have signed in since the SDK
        // stored the list.
        const cacheMode = token === listedWith ? "use" : "refresh";
        const { tools } = await client.listTools(undefined, { cacheMode });
        listedWith = token;
        return tools;
      }),
    callTool: async (name, input = {}) => withSignIn(async () => client.callTool({ name, arguments: input })),
    grantedScopes: () => provider.tokens()?.scope?.split(" ") ?? [],
    accessToken,
    renewTokens: async () => renewTokens(provider, options),
    signOut: async () => {
      try {
        await endSession(provider, options);
      } finally {
        await close();
      }
    },
    close,
  };
}

async function connect(options: McpClientOptions, authProvider: AuthProvider): Promise<Client> {
  const client = createClient(options);
  const transportOptions = { authProvider, fetch: options.fetch ?? fetch };
  await client.connect(
    options.transport === "legacy-sse"
      ? new SSEClientTransport(options.serverUrl, transportOptions)
      : // Not the SDK's own step-up: if several requests are refused, each would lead to a separate sign-in.
        new StreamableHTTPClientTransport(options.serverUrl, {
          ...transportOptions,
          onInsufficientScope: "throw",
        }),
  );
  return client;
}

function createClient({ name, askUser, generation = "auto" }: McpClientOptions): Client {
  const client = new Client(
    { name, version: packageJson.version },
    {
      versionNegotiation: { mode: generation },
      capabilities: askUser === undefined ? {} : { elicitation: { form: { applyDefaults: true } } },
    },
  );
  if (askUser !== undefined) {
    client.setRequestHandler("elicitation/create", async ({ params }) =>
      "url" in params ? { action: "decline" } : askUser(params),
    );
  }
  return client;
}
