/** A running client, the same for all programs. */
export interface RealClient {
  /** The version of MCP that it speaks with the server; undefined if it does not tell. */
  speaks: string | undefined;
  callTool: (name: string, input: Record<string, unknown>) => Promise<unknown>;
  /** The scopes of each sign-in. */
  askedFor: () => (string | null)[];
}

/** No program listens there. The browser stops before it. */
export const redirectUri = "http://127.0.0.1:9/callback";

export const allScopes = "User.Read User.ReadBasic.All Mail.Send";
