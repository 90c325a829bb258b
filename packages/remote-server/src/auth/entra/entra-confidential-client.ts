import { type AuthenticationResult, ConfidentialClientApplication, CryptoProvider } from "@azure/msal-node";
import {
  type Authority,
  type ClientCredential,
  createCoalescedRequests,
  createOpaqueToken,
  type EntraConfig,
  msalAuthOptions,
  type Now,
  type TokenRequest,
} from "@mcp-entra/auth-core";
import { answerOfEntra, signInRequired } from "./answer-of-entra.ts";
import { checkIdToken, checkRenewedIdToken, type EntraUser } from "./check-id-token.ts";
import type { Role } from "../rules/roles.ts";
import type { AccountChoice } from "../rules/account-choice.ts";
import { graphPermissionsFor } from "../rules/scopes.ts";
import type { EntraTokenStore } from "./entra-token-store.ts";

/** Our client of Entra: one confidential client for all MCP clients. */
export interface EntraConfidentialClient {
  /** New values that bind the request and the answer of one sign-in together. */
  newSignIn(): Promise<{ nonce: string; codeVerifier: string; codeChallenge: string }>;
  /** @param request `scopes` are ours. Entra is asked for the Graph permissions that belong to them. */
  signInUrl(request: {
    state: string;
    nonce: string;
    codeChallenge: string;
    scopes: readonly string[];
    account: AccountChoice;
    /** What Entra or Graph demands at this sign-in, as JSON. */
    claims?: string | undefined;
  }): Promise<string>;
  /**
   * Exchanges Entra's code, and checks the user. Nothing is stored before that, and nothing if Entra answers
   * too late.
   *
   * @throws AuthenticationError if Entra refuses, or if the id token does not belong to this request.
   */
  redeemCode(request: RedeemRequest): Promise<EntraUser>;
  /**
   * An access token for Graph, from the cache or with the refresh token.
   *
   * @throws AuthenticationError `sign_in_required` when only the user can help.
   */
  graphToken(session: EntraSession, how: TokenRequest): Promise<string>;
  /**
   * The user's present app roles: Entra answers with a new id token.
   *
   * @throws AuthenticationError `sign_in_required` when only the user can help.
   */
  currentRoles(session: EntraSession): Promise<Role[]>;
}

/** What this client needs to know about a session. */
interface EntraSession {
  id: string;
  userId: string;
  /** Ours. */
  scopes: readonly string[];
  /** Milliseconds since the epoch. */
  endsAt: number;
}

interface RedeemRequest {
  code: string;
  nonce: string;
  codeVerifier: string;
  /** The values that the sign-in began with. */
  scopes: readonly string[];
  /**
   * The session that Entra's tokens belong to, and how long unused tokens are kept. Without it, no tokens are
   * kept.
   */
  keep?: { sessionId: string; ttlSeconds: number };
}

export interface EntraClientOptions {
  entra: EntraConfig;
  authority: Authority;
  credential: ClientCredential;
  redirectUri: string;
  entraTokenStore: EntraTokenStore;
  now: Now;
}

/** @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow */
export function createEntraConfidentialClient(options: EntraClientOptions): EntraConfidentialClient {
  const { entra, authority, credential, redirectUri, entraTokenStore, now } = options;
  const application = (sessionId?: string, ttlSeconds = 0): ConfidentialClientApplication =>
    new ConfidentialClientApplication({
      auth: { ...msalAuthOptions(entra, authority), ...credential.forMsal() },
      ...(sessionId === undefined
        ? {}
        : { cache: { cachePlugin: entraTokenStore.cacheFor(sessionId, ttlSeconds) } }),
    });
  // Twenty tools at once use one refresh. Twenty refreshes would look like an endless loop to Entra
  // (AADSTS50196).
  const requests = createCoalescedRequests<AuthenticationResult>();
  const tokens = async (session: EntraSession, how: TokenRequest): Promise<AuthenticationResult> =>
    requests.join(`${session.id} ${how.forceRefresh} ${how.claims ?? ""}`, async () => {
      const client = application(session.id, Math.max(1, (session.endsAt - now()) / 1_000));
      return acquireSilently(client, session, how, entra.authorityHost);
    });

  return {
    newSignIn,
    signInUrl: async ({ state, nonce, codeChallenge, scopes, account: { prompt, loginHint }, claims }) =>
      application().getAuthCodeUrl({
        scopes: graphPermissionsFor(scopes),
        ...(prompt !== undefined && { prompt }),
        ...(loginHint !== undefined && { loginHint }),
        ...(claims !== undefined && { claims }),
        redirectUri,
        state,
        // defence:28-nonce The id token contains it. MSAL compares it, and so does checkIdToken.
        nonce,
        // defence:28-pkce If Entra's code is stolen on its way back, it cannot be used in another sign-in.
        codeChallenge,
        codeChallengeMethod: "S256",
        // query, not form_post: browsers do not send our SameSite=Lax cookie with a POST from Entra's site.
        responseMode: "query",
      }),
    redeemCode: async ({ code, nonce, codeVerifier, scopes, keep }) => {
      const client = application();
      const asked = { code, codeVerifier, nonce, scopes: graphPermissionsFor(scopes), redirectUri };
      const result = await answerOfEntra(client.acquireTokenByCode(asked), entra.authorityHost);
      const user = checkIdToken(result.idTokenClaims, { entra, authority, nonce, now });
      const cache = client.getTokenCache().serialize();
      if (keep !== undefined) await entraTokenStore.begin(keep.sessionId, cache, keep.ttlSeconds);
      return user;
    },
    graphToken: async (session, how) => (await tokens(session, how)).accessToken,
    currentRoles: async (session) => {
      const { idTokenClaims } = await tokens(session, { forceRefresh: true });
      return checkRenewedIdToken(idTokenClaims, { entra, authority, userId: session.userId, now }).roles;
    },
  };
}

async function newSignIn(): ReturnType<EntraConfidentialClient["newSignIn"]> {
  const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
  return { nonce: createOpaqueToken(), codeVerifier: verifier, codeChallenge: challenge };
}

async function acquireSilently(
  client: ConfidentialClientApplication,
  session: EntraSession,
  { forceRefresh, claims }: TokenRequest,
  authorityHost: string,
): Promise<AuthenticationResult> {
  const [account] = await client.getTokenCache().getAllAccounts();
  if (account === undefined) throw signInRequired();
  // Only the session's permissions: a refresh must not give more than the user has allowed.
  const scopes = graphPermissionsFor(session.scopes);
  const asked = { account, scopes, forceRefresh, ...(claims && { claims }) };
  return answerOfEntra(client.acquireTokenSilent(asked), authorityHost);
}
