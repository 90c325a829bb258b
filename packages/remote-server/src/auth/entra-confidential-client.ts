import { type AuthenticationResult, ConfidentialClientApplication, CryptoProvider } from "@azure/msal-node";
import {
  AuthenticationError,
  type Authority,
  createOpaqueToken,
  type EntraConfig,
  msalAuthOptions,
  type Now,
  toAuthenticationError,
} from "@mcp-entra/auth-core";
import { checkIdToken } from "./check-id-token.ts";
import { entraScopes } from "./scopes.ts";
import type { TokenStore } from "./token-store.ts";

/** Our side towards Entra: one confidential client, whoever the MCP client may be. */
export interface EntraConfidentialClient {
  /** Fresh values that tie one sign-in's request and answer together. */
  newSignIn(): Promise<{ nonce: string; codeVerifier: string; codeChallenge: string }>;
  signInUrl(request: { state: string; nonce: string; codeChallenge: string }): Promise<string>;
  /**
   * Exchanges Entra's code, checks who came, and leaves the tokens in the token store under `sessionId`.
   *
   * @throws AuthenticationError when Entra refuses, or when the id token is not the one that was asked for.
   */
  redeemCode(request: RedeemRequest): Promise<{ userId: string }>;
  /**
   * An access token for Graph, from the cache or with the refresh token behind it.
   *
   * @throws AuthenticationError `sign_in_required` when only the user can help.
   */
  graphToken(session: { id: string; endsAt: number }, forceRefresh: boolean): Promise<string>;
}

interface RedeemRequest {
  code: string;
  nonce: string;
  codeVerifier: string;
  sessionId: string;
  /** How long the tokens are kept if nobody comes for them. */
  ttlSeconds: number;
}

export interface EntraClientOptions {
  entra: EntraConfig;
  authority: Authority;
  clientSecret: string;
  redirectUri: string;
  tokenStore: TokenStore;
  now: Now;
}

/** @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow */
export function createEntraConfidentialClient(options: EntraClientOptions): EntraConfidentialClient {
  const { entra, authority, clientSecret, redirectUri, tokenStore, now } = options;
  const scopes = [...entraScopes];
  const application = (sessionId?: string, ttlSeconds = 0): ConfidentialClientApplication =>
    new ConfidentialClientApplication({
      auth: { ...msalAuthOptions(entra, authority), clientSecret },
      ...(sessionId === undefined
        ? {}
        : { cache: { cachePlugin: tokenStore.cacheFor(sessionId, ttlSeconds) } }),
    });

  return {
    newSignIn: async () => {
      const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
      return { nonce: createOpaqueToken(), codeVerifier: verifier, codeChallenge: challenge };
    },
    signInUrl: async ({ state, nonce, codeChallenge }) =>
      application().getAuthCodeUrl({
        scopes,
        redirectUri,
        state,
        nonce,
        codeChallenge,
        codeChallengeMethod: "S256",
        // query, not form_post: a POST from Entra's site would arrive without our SameSite=Lax cookie.
        responseMode: "query",
      }),
    redeemCode: async ({ code, nonce, codeVerifier, sessionId, ttlSeconds }) => {
      const client = application(sessionId, ttlSeconds);
      const result = await signIn(
        client.acquireTokenByCode({ code, codeVerifier, nonce, scopes, redirectUri }),
      );
      return checkIdToken(result.idTokenClaims, { entra, authority, nonce, now });
    },
    graphToken: async (session, forceRefresh) => {
      const client = application(session.id, Math.max(1, (session.endsAt - now()) / 1_000));
      const [account] = await client.getTokenCache().getAllAccounts();
      if (account === undefined) throw signInRequired();
      const result = await signIn(client.acquireTokenSilent({ account, scopes, forceRefresh }));
      return result.accessToken;
    },
  };
}

async function signIn(pending: Promise<AuthenticationResult | null>): Promise<AuthenticationResult> {
  const result = await pending.catch((error: unknown) => {
    throw toAuthenticationError(error);
  });
  if (result === null) throw signInRequired();
  return result;
}

function signInRequired(): AuthenticationError {
  return new AuthenticationError(
    "sign_in_required",
    "There is no sign-in behind this session any more. Sign in again.",
  );
}
