import type { ConfidentialClientApplication } from "@azure/msal-node";
import type { Store } from "@mcp-entra/auth-core";
import type { OAuthRegisteredClientsStore } from "@modelcontextprotocol/sdk/server/auth/clients.js";

/** What the provider is made with. */
export interface ProviderOptions {
  clientId: string;
  tenantId: string;
  clientSecret: string;
  /** Where Entra sends the browser back to: our own `/auth/callback`. */
  redirectUri: string;
  clientsStore: OAuthRegisteredClientsStore;
  /** Keeps strings for some time: `set`, `get`, and `take`, which gives a record to one caller only. */
  store: Store;
}

/** What every task's functions get. */
export interface ProviderContext {
  options: ProviderOptions;
  /** MSAL, with Entra's tokens in its cache. Made by task 3.1. */
  entra: ConfidentialClientApplication;
}

/** The request to `/auth/callback`: the query, and the cookie of task 3.1. */
export interface CallbackRequest {
  state: string;
  code?: string | undefined;
  error?: string | undefined;
  cookie?: string | undefined;
}

// One task writes a record and another reads it. The stored solutions agree on the keys and shapes below; each record is JSON.

/** A sign-in that began, under `sign-in:` and the state's hash. Task 3.1 writes it, and 3.2 takes it. */
export interface PendingSignIn {
  /** Of the MCP client: its ID, its redirect URI, its state, its PKCE challenge, and the scopes that it gets. */
  clientId: string;
  redirectUri: string;
  clientState?: string | undefined;
  codeChallenge: string;
  scopes: string[];
  /** Of our own request to Entra. */
  nonce: string;
  codeVerifier: string;
}

/** The data of a code of ours, under `code:` and its hash. Task 3.2 writes it, and 3.3 takes it. */
export interface Grant {
  clientId: string;
  redirectUri: string;
  codeChallenge: string;
  scopes: string[];
  /** The ID of MSAL's account: the user who signed in. */
  homeAccountId: string;
}

/**
 * What a token of ours stands for, under `access:` or `refresh:` and its hash. Task 3.3 writes both, 3.4 reads the first, 3.6 takes
 * the second.
 */
export interface Session {
  clientId: string;
  scopes: string[];
  homeAccountId: string;
  /** Of the access token, in seconds since 1970. */
  expiresAt: number;
}
