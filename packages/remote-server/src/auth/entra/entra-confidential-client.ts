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

/** Our side towards Entra: one confidential client, for every MCP client. */
export interface EntraConfidentialClient {
  /** Fresh values that tie one sign-in's request and answer together. */
  newSignIn(): Promise<{ nonce: string; codeVerifier: string; codeChallenge: string }>;
  /** @param request `scopes`: ours; Entra is asked for the Graph permissions behind them. */
  signInUrl(request: {
    state: string;
    nonce: string;
    codeChallenge: string;
    scopes: readonly string[];
    account: AccountChoice;
    /** What was demanded of this sign-in, as JSON. */
    claims?: string | undefined;
  }): Promise<string>;
  /**
   * Exchanges Entra's code, and checks who came. Nothing is kept before that, and nothing when Entra answers too late.
   *
   * @throws AuthenticationError when Entra refuses, or when the id token is not the one that was asked for.
   */
  redeemCode(request: RedeemRequest): Promise<EntraUser>;
  /**
   * An access token for Graph, from the cache or with the refresh token behind it.
   *
   * @throws AuthenticationError `sign_in_required` when only the user can help.
   */
  graphToken(session: EntraSession, how: TokenRequest): Promise<string>;
  /**
   * The user's app roles as they are now: Entra is asked, and answers with a new id token.
   *
   * @throws AuthenticationError `sign_in_required` when only the user can help.
   */
  currentRoles(session: EntraSession): Promise<Role[]>;
}

/** What this client has to know of a session. */
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
  /** The ones that the sign-in began with. */
  scopes: readonly string[];
  /** The session that Entra's tokens are for, and how long they are kept if they are not used. Left out: they are kept for no session. */
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
  // Twenty tools at once are one refresh, where Entra would take twenty for a client that runs in circles (AADSTS50196).
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
        // defence:28-nonce It comes back in the id token, where MSAL compares it, and so does checkIdToken.
        nonce,
        // defence:28-pkce A code of Entra's that was stolen on its way back is of no use in another sign-in.
        codeChallenge,
        codeChallengeMethod: "S256",
        // query, not form_post: a POST from Entra's site would arrive without our SameSite=Lax cookie.
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
  // Only the session's permissions: a refresh must not bring more than the user has agreed to.
  const scopes = graphPermissionsFor(session.scopes);
  const asked = { account, scopes, forceRefresh, ...(claims && { claims }) };
  return answerOfEntra(client.acquireTokenSilent(asked), authorityHost);
}
