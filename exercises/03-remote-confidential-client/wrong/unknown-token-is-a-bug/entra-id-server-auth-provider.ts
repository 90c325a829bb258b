// Mistake: Throws any error for a token that it does not know.
// Caught by: [3.4] refuses a token that nobody has issued
// Caught by: [3.4] refuses a token of Entra's, however genuine
// Caught by: [3.4] takes no refresh token for a session token
// Caught by: [3.4] refuses an expired session token
// An attacker: gains nothing; when a session ends, clients are told that the server is broken (500), and none of them signs in again.
// Hint: InvalidTokenError becomes a 401 with the way to the sign-in; any other error becomes a 500.
import { ConfidentialClientApplication, CryptoProvider } from "@azure/msal-node";
import { createOpaqueToken, hashToken, type Store } from "@mcp-entra/auth-core";
import type { OAuthRegisteredClientsStore } from "@modelcontextprotocol/sdk/server/auth/clients.js";
import {
  InvalidGrantError,
  InvalidRequestError,
  InvalidScopeError,
  InvalidTokenError,
} from "@modelcontextprotocol/sdk/server/auth/errors.js";
import type {
  AuthorizationParams,
  OAuthServerProvider,
} from "@modelcontextprotocol/sdk/server/auth/provider.js";
import type { AuthInfo } from "@modelcontextprotocol/sdk/server/auth/types.js";
import type { OAuthClientInformationFull, OAuthTokens } from "@modelcontextprotocol/sdk/shared/auth.js";
import type { Response } from "express";

/** What we ask Entra for, whatever an MCP client asks us for. */
const entraScopes = ["User.Read"];

const signInSeconds = 10 * 60;
const codeSeconds = 60;
const accessTokenSeconds = 60 * 60;
const refreshTokenSeconds = 7 * 24 * 60 * 60;

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

/** A sign-in that has been sent to Entra. */
interface PendingSignIn {
  clientId: string;
  redirectUri: string;
  clientState: string | undefined;
  codeChallenge: string;
  scopes: string[];
  nonce: string;
  codeVerifier: string;
}

/** What a code or a token of ours stands for. Entra's own tokens stay in MSAL's cache, under the account. */
interface Session {
  clientId: string;
  scopes: string[];
  homeAccountId: string;
  /** Of its access token, in seconds since 1970. */
  expiresAt: number;
}

interface Grant extends Omit<Session, "expiresAt"> {
  codeChallenge: string;
}

/** The authorization server that MCP clients see. Towards Entra it is one confidential client. */
export class EntraIdServerAuthProvider implements OAuthServerProvider {
  readonly #options: ProviderOptions;
  readonly #entra: ConfidentialClientApplication;
  readonly #signIns: Records<PendingSignIn>;
  readonly #codes: Records<Grant>;
  readonly #accessTokens: Records<Session>;
  readonly #refreshTokens: Records<Session>;

  constructor(options: ProviderOptions) {
    const { clientId, clientSecret, tenantId, store } = options;
    this.#options = options;
    this.#signIns = recordsOf(store, "sign-in", signInSeconds);
    this.#codes = recordsOf(store, "code", codeSeconds);
    this.#accessTokens = recordsOf(store, "access", accessTokenSeconds);
    this.#refreshTokens = recordsOf(store, "refresh", refreshTokenSeconds);
    this.#entra = new ConfidentialClientApplication({
      auth: { clientId, clientSecret, authority: `https://login.microsoftonline.com/${tenantId}` },
    });
  }

  get clientsStore(): OAuthRegisteredClientsStore {
    return this.#options.clientsStore;
  }

  /** Sends the browser on to Entra. The client's own challenge, state and scopes stay here. */
  async authorize(
    client: OAuthClientInformationFull,
    { redirectUri, state: clientState, scopes = [], codeChallenge }: AuthorizationParams,
    response: Response,
  ): Promise<void> {
    const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
    const nonce = createOpaqueToken();
    const state = await this.#signIns.add({
      clientId: client.client_id,
      redirectUri,
      clientState,
      codeChallenge,
      scopes: scopes.length > 0 ? scopes : entraScopes,
      nonce,
      codeVerifier: verifier,
    });
    const url = await this.#entra.getAuthCodeUrl({
      scopes: entraScopes,
      redirectUri: this.#options.redirectUri,
      state,
      nonce,
      codeChallenge: challenge,
      codeChallengeMethod: "S256",
      responseMode: "query",
    });
    // Ties the sign-in to this browser: a link that somebody else began is refused when it comes back.
    response.cookie("sign-in", state, { httpOnly: true, sameSite: "lax", maxAge: signInSeconds * 1_000 });
    response.redirect(url);
  }

  /**
   * Entra has sent the browser back.
   *
   * @returns where to send it now: to the client, with a code of ours or an error.
   * @throws OAuthError when this is not the end of a sign-in that this browser began.
   */
  async handleCallback({ state, code, error, cookie }: CallbackRequest): Promise<string> {
    if (cookie !== state) throw new InvalidRequestError("Another browser began this sign-in.");
    const signIn = await this.#signIns.take(state);
    if (signIn === undefined) throw new InvalidRequestError("There is no such sign-in (any more).");
    if (code === undefined) return clientAddress(signIn, "error", error ?? "server_error");
    const { account } = await this.#entra.acquireTokenByCode({
      code,
      // MSAL compares it with the id token's: an answer to another sign-in, slipped in together with its code, is refused.
      nonce: signIn.nonce,
      codeVerifier: signIn.codeVerifier,
      redirectUri: this.#options.redirectUri,
      scopes: entraScopes,
    });
    if (account === null) throw new InvalidRequestError("Entra has not said who signed in.");
    const { clientId, scopes, codeChallenge } = signIn;
    const { homeAccountId } = account;
    const ourCode = await this.#codes.add({ clientId, scopes, codeChallenge, homeAccountId });
    return clientAddress(signIn, "code", ourCode);
  }

  /** The SDK compares the client's verifier with it, before the exchange. */
  async challengeForAuthorizationCode(_client: OAuthClientInformationFull, code: string): Promise<string> {
    const grant = await this.#codes.find(code);
    if (grant === undefined) throw new InvalidGrantError("The code is unknown, used or expired.");
    return grant.codeChallenge;
  }

  async exchangeAuthorizationCode(client: OAuthClientInformationFull, code: string): Promise<OAuthTokens> {
    const grant = await this.#codes.take(code);
    if (grant === undefined || grant.clientId !== client.client_id)
      throw new InvalidGrantError("The code is unknown, used, expired or another client's.");
    return this.#issueTokens(grant);
  }

  async exchangeRefreshToken(
    client: OAuthClientInformationFull,
    refreshToken: string,
    scopes: string[] = [],
  ): Promise<OAuthTokens> {
    const session = await this.#refreshTokens.take(refreshToken);
    if (session === undefined || session.clientId !== client.client_id)
      throw new InvalidGrantError("The refresh token is unknown, used, expired or another client's.");
    if (!scopes.every((scope) => session.scopes.includes(scope)))
      throw new InvalidScopeError("The sign-in did not grant these scopes.");
    return this.#issueTokens({ ...session, scopes: scopes.length > 0 ? scopes : session.scopes });
  }

  /** Tokens that we issued and still know are good; nothing else is, least of all one of Entra's. */
  async verifyAccessToken(token: string): Promise<AuthInfo> {
    const session = await this.#accessTokens.find(token);
    if (session === undefined) throw new Error("The session token is unknown or expired.");
    const { clientId, scopes, expiresAt, homeAccountId } = session;
    return { token, clientId, scopes, expiresAt, extra: { homeAccountId } };
  }

  /** Entra's access token behind a session; MSAL renews it when it has expired. */
  async entraAccessToken({ extra }: AuthInfo): Promise<string> {
    const account = await this.#entra.getTokenCache().getAccountByHomeId(String(extra?.["homeAccountId"]));
    if (account === null) throw new InvalidTokenError("There is no sign-in behind this session.");
    const { accessToken } = await this.#entra.acquireTokenSilent({ account, scopes: entraScopes });
    return accessToken;
  }

  async #issueTokens({ clientId, scopes, homeAccountId }: Omit<Session, "expiresAt">): Promise<OAuthTokens> {
    const expiresAt = Math.floor(Date.now() / 1_000) + accessTokenSeconds;
    const session: Session = { clientId, scopes, homeAccountId, expiresAt };
    return {
      access_token: await this.#accessTokens.add(session),
      token_type: "Bearer",
      expires_in: accessTokenSeconds,
      refresh_token: await this.#refreshTokens.add(session),
      scope: scopes.join(" "),
    };
  }
}

/** What secrets of one kind stand for. A secret is 256 random bits and is kept as a hash: the store gives none away. */
interface Records<Content> {
  add(content: Content): Promise<string>;
  find(secret: string): Promise<Content | undefined>;
  /** To the first caller only. */
  take(secret: string): Promise<Content | undefined>;
}

function recordsOf<Content>(store: Store, kind: string, seconds: number): Records<Content> {
  const keyOf = (secret: string): string => `${kind}:${hashToken(secret)}`;
  return {
    add: async (content) => {
      const secret = createOpaqueToken();
      await store.set(keyOf(secret), JSON.stringify(content), seconds);
      return secret;
    },
    find: async (secret) => JSON.parse((await store.get(keyOf(secret))) ?? "null") ?? undefined,
    take: async (secret) => JSON.parse((await store.take(keyOf(secret))) ?? "null") ?? undefined,
  };
}

function clientAddress(
  { redirectUri, clientState }: PendingSignIn,
  name: "code" | "error",
  value: string,
): string {
  const url = new URL(redirectUri);
  url.searchParams.set(name, value);
  if (clientState !== undefined) url.searchParams.set("state", clientState);
  return url.href;
}
