import type { Request, Response } from "express";

/** What the server is set up with. */
export interface ServerOptions {
  /** Directory (tenant) ID. */
  tenantId: string;
  /** Application (client) ID of this API's registration. In a version 2 token, `aud` is this ID. */
  clientId: string;
  /** The server authenticates to Entra with it when it acts on behalf of a user. */
  clientSecret: string;
  /** The address of `/mcp`, as clients know it. */
  resource: string;
  /** An Application ID URI of this API. Full names of scopes begin with it. */
  identifierUri: string;
  /** Application (client) IDs of the clients that may call this server. */
  allowedClients: readonly string[];
  /** For how many tokens of clients the server keeps a token for Graph. */
  keptTokens: number;
  /** Writes a line for the operator. */
  log: (line: string) => void;
}

/** The claims of a token. Entra has signed them, and no other check was made yet. */
export type Claims = Readonly<Record<string, unknown>>;

/** A user who calls through a client. */
export interface Caller {
  /** The user's object ID in the tenant. */
  userId: string;
  /** Application (client) ID of the client. */
  clientId: string;
  /** What the user permits the client to do. Short names, such as `tools.read`. */
  scopes: readonly string[];
  /** What the organization permits the user to do. */
  roles: readonly string[];
  /** The token of this call. */
  token: string;
}

/** The server refuses the token. The message is for the operator's log. The client never sees it. */
export class TokenRefused extends Error {
  override readonly name = "TokenRefused";
}

/** The permissions that a tool needs. */
export interface ToolRule {
  /** Short name of a scope that the client must have. */
  scope: string;
  /** A role that the user must have. undefined: the scope is enough. */
  role?: string;
}

/** Whether a tool may run. */
export type Access =
  | { kind: "allowed" }
  /** 403: the client can ask the user for more. @param scopes short names: the scopes that the caller has, and the missing one. */
  | { kind: "scopes-missing"; scopes: readonly string[] }
  /** An answer of the tool, marked as an error: no new token would help. */
  | { kind: "tool-error"; text: string };

/** The answer to a client after a failure of Entra or of Graph. */
export type FailureAnswer =
  /** 401: the client has to sign its user in again. @param claims what Entra demands of that sign-in, as JSON. */
  | { kind: "sign-in"; claims?: string }
  /** An answer of the tool, marked as an error. */
  | { kind: "tool-error"; text: string }
  /** 500: this server is set up wrongly. @param log for the operator. */
  | { kind: "our-fault"; log: string };

/** Answers an MCP request of a caller with a valid token. */
export type McpHandler = (caller: Caller, request: Request, response: Response) => Promise<void>;

/** The delegated permissions of Microsoft Graph that the tools need. */
export const graphScopes = [
  "https://graph.microsoft.com/User.Read",
  "https://graph.microsoft.com/User.ReadBasic.All",
];
