import type { Store } from "@mcp-entra/auth-core";
import type { OAuthRegisteredClientsStore } from "@modelcontextprotocol/sdk/server/auth/clients.js";
import { InvalidGrantError, InvalidTokenError } from "@modelcontextprotocol/sdk/server/auth/errors.js";
import type {
  AuthorizationParams,
  OAuthServerProvider,
} from "@modelcontextprotocol/sdk/server/auth/provider.js";
import type { AuthInfo } from "@modelcontextprotocol/sdk/server/auth/types.js";
import type { OAuthClientInformationFull, OAuthTokens } from "@modelcontextprotocol/sdk/shared/auth.js";
import type { Response } from "express";

export interface ProviderOptions {
  clientId: string;
  tenantId: string;
  clientSecret: string;
  /** Where Entra sends the browser back to: our own `/auth/callback`. */
  redirectUri: string;
  clientsStore: OAuthRegisteredClientsStore;
  /** Keeps strings for a time: `set`, `get`, and `take`, which gives a record to one caller only. */
  store: Store;
}

/** What comes to `/auth/callback`: the query, and the cookie that `authorize` has set. */
export interface CallbackRequest {
  state: string;
  code?: string | undefined;
  error?: string | undefined;
  cookie?: string | undefined;
}

/** The authorization server that MCP clients see. Towards Entra it is one confidential client. */
export class EntraIdServerAuthProvider implements OAuthServerProvider {
  readonly #options: ProviderOptions;

  constructor(options: ProviderOptions) {
    this.#options = options;
    // TODO 3.1: make MSAL's confidential client for this application and this tenant.
  }

  get clientsStore(): OAuthRegisteredClientsStore {
    return this.#options.clientsStore;
  }

  /** Sends the browser on to Entra. The SDK has checked the client and its redirect URI. */
  async authorize(
    client: OAuthClientInformationFull,
    params: AuthorizationParams,
    response: Response,
  ): Promise<void> {
    // TODO 3.1: remember this sign-in, tie it to the browser, and send the browser to Entra's sign-in page.
    response.status(501).send("Not written yet.");
  }

  /**
   * Entra has sent the browser back.
   *
   * @returns where to send it now: to the client, with a code of ours or an error.
   * @throws OAuthError when this is not the end of a sign-in that this browser began.
   */
  async handleCallback(request: CallbackRequest): Promise<string> {
    // TODO 3.2: make sure that this answers a sign-in of this browser; redeem Entra's code; make a code of ours.
    return "/not-written-yet";
  }

  /** The challenge that the client began with; the SDK compares the client's verifier with it, before the exchange. */
  async challengeForAuthorizationCode(client: OAuthClientInformationFull, code: string): Promise<string> {
    // TODO 3.3
    throw new InvalidGrantError("Not written yet.");
  }

  /** Our code for tokens of ours. @throws InvalidGrantError */
  async exchangeAuthorizationCode(client: OAuthClientInformationFull, code: string): Promise<OAuthTokens> {
    // TODO 3.3: think of a code that comes twice, late, or from another client.
    throw new InvalidGrantError("Not written yet.");
  }

  /** A refresh token of ours for new tokens. @throws InvalidGrantError, InvalidScopeError */
  async exchangeRefreshToken(
    client: OAuthClientInformationFull,
    refreshToken: string,
    scopes: string[] = [],
  ): Promise<OAuthTokens> {
    // TODO 3.6: think of a refresh token that comes twice, from another client, or for more than was granted.
    throw new InvalidGrantError("Not written yet.");
  }

  /** Who is behind a session token, and what for. @throws InvalidTokenError */
  async verifyAccessToken(token: string): Promise<AuthInfo> {
    // TODO 3.4: only tokens that we have issued and that have not expired are good.
    throw new InvalidTokenError("Not written yet.");
  }

  /** Entra's access token for the person behind a session: for Graph, and for nobody else. */
  async entraAccessToken(session: AuthInfo): Promise<string> {
    // TODO 3.5: from MSAL, which renews what has expired.
    throw new InvalidTokenError("Not written yet.");
  }
}
