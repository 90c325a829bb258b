import type { OAuthRegisteredClientsStore } from "@modelcontextprotocol/sdk/server/auth/clients.js";
import type {
  AuthorizationParams,
  OAuthServerProvider,
} from "@modelcontextprotocol/sdk/server/auth/provider.js";
import type { AuthInfo } from "@modelcontextprotocol/sdk/server/auth/types.js";
import type { OAuthClientInformationFull, OAuthTokens } from "@modelcontextprotocol/sdk/shared/auth.js";
import type { Response } from "express";
import { beginSignIn, createEntraClient } from "./begin-sign-in.ts";
import { challengeOfCode, exchangeCode } from "./exchange-code.ts";
import { finishSignIn } from "./finish-sign-in.ts";
import { entraAccessToken } from "./get-user-details.ts";
import type { CallbackRequest, ProviderContext, ProviderOptions } from "./provider-context.ts";
import { renewSession } from "./renew-session.ts";
import { findSession } from "./require-session.ts";

/**
 * The authorization server that MCP clients see. For Entra, it is a confidential client. The SDK's `mcpAuthRouter` and
 * `requireBearerAuth` call these methods. Each calls a function of one task.
 */
export class EntraIdServerAuthProvider implements OAuthServerProvider {
  readonly #context: ProviderContext;

  constructor(options: ProviderOptions) {
    this.#context = { options, entra: createEntraClient(options) };
  }

  get clientsStore(): OAuthRegisteredClientsStore {
    return this.#context.options.clientsStore;
  }

  /** `GET /authorize`. The SDK has checked the client and its redirect URI. */
  async authorize(
    client: OAuthClientInformationFull,
    params: AuthorizationParams,
    response: Response,
  ): Promise<void> {
    await beginSignIn(this.#context, client, params, response);
  }

  /** `GET /auth/callback`. @returns where to send the browser. */
  async handleCallback(request: CallbackRequest): Promise<string> {
    return finishSignIn(this.#context, request);
  }

  /** `POST /token`, first: the SDK compares the client's verifier with this challenge. */
  async challengeForAuthorizationCode(_client: OAuthClientInformationFull, code: string): Promise<string> {
    return challengeOfCode(this.#context, code);
  }

  /** `POST /token` with a code. */
  async exchangeAuthorizationCode(
    client: OAuthClientInformationFull,
    code: string,
    _codeVerifier?: string,
    redirectUri?: string,
  ): Promise<OAuthTokens> {
    return exchangeCode(this.#context, client, code, redirectUri);
  }

  /** `POST /token` with a refresh token. */
  async exchangeRefreshToken(
    client: OAuthClientInformationFull,
    refreshToken: string,
    scopes?: string[],
  ): Promise<OAuthTokens> {
    return renewSession(this.#context, client, refreshToken, scopes);
  }

  /** Each request to `/mcp`. */
  async verifyAccessToken(token: string): Promise<AuthInfo> {
    return findSession(this.#context, token);
  }

  /** For the tool: Entra's access token for the person behind a session. */
  async entraAccessToken(session: AuthInfo): Promise<string> {
    return entraAccessToken(this.#context, session);
  }
}
