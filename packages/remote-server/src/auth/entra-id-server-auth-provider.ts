import {
  fingerprintMatches,
  type Correlation,
  type RecordAuditEvent,
  type TokenRequest,
} from "@mcp-entra/auth-core";
import type { ClientRegistry } from "./clients/client-registry.ts";
import { InvalidTokenError } from "../http/older-sdk.ts";
import type { OAuthServerProvider } from "@modelcontextprotocol/sdk/server/auth/provider.js";
import type {
  OAuthClientInformationFull,
  OAuthTokenRevocationRequest,
  OAuthTokens,
} from "@modelcontextprotocol/sdk/shared/auth.js";
import type { Response } from "express";
import { sendPage } from "../pages/send-page.ts";
import { type AuthorizationParams, checkAuthorizationRequest } from "./consent/authorization-request.ts";
import { bindConsent, bindToBrowser } from "./browser-binding.ts";
import { consentPage } from "./consent/consent-page.ts";
import type { Endpoints } from "./rules/endpoints.ts";
import type { ConsentDecision, ConsentTickets, PendingConsents } from "./consent/pending-consents.ts";
import type { CallerSession, SessionAuthInfo } from "./rules/caller-session.ts";
import { requireOurResource } from "./rules/resource.ts";
import { knownScopes } from "./rules/scopes.ts";
import type { SessionLifecycle } from "./sessions/session-lifecycle.ts";
import type { Sessions } from "./sessions/sessions.ts";
import { answerConsent } from "./sign-in/answer-consent.ts";
import type { EntraRefusal, SignInFlow } from "./sign-in/sign-in-flow.ts";

/** The modules that the provider connects. They contain the difficult parts. */
export interface ProviderParts {
  endpoints: Endpoints;
  /** The scopes of a client that asks for none. */
  baseScopes: readonly string[];
  clients: ClientRegistry;
  consents: PendingConsents;
  signInFlow: SignInFlow;
  sessions: Sessions;
  sessionLifecycle: SessionLifecycle;
  audit: RecordAuditEvent;
  correlation: Correlation;
}

/**
 * The authorization server that MCP clients see. It sends users to Entra, keeps the tokens that Entra issues,
 * and gives its own session tokens to clients.
 *
 * The steps of a sign-in: authorize -> handleConsent -> (Entra) -> handleCallback ->
 * exchangeAuthorizationCode. After that, each request calls verifyAccessToken, and a refresh calls
 * exchangeRefreshToken.
 */
export class EntraIdServerAuthProvider implements OAuthServerProvider {
  /** The SDK's token handler must not compare the verifier: the code that redeems the code does this. */
  readonly skipLocalPkceValidation = true;
  readonly #parts: ProviderParts;

  constructor(parts: ProviderParts) {
    this.#parts = parts;
  }

  get clientsStore(): ClientRegistry {
    return this.#parts.clients;
  }

  /**
   * Asks the user whether this client may act for them, before the browser goes to Entra. Entra knows one
   * application, which is ours, and already has the user's consent for it. Without our own question, an
   * attacker who registers a client here would get access without the user's consent (the confused deputy).
   * So the server asks every time, and never uses an earlier answer.
   */
  async authorize(
    client: OAuthClientInformationFull,
    params: AuthorizationParams,
    response: Response,
  ): Promise<void> {
    const { endpoints, baseScopes, consents } = this.#parts;
    const checked = checkAuthorizationRequest(params, endpoints, baseScopes);
    const request = { ...checked, correlationId: this.#parts.correlation.current() };
    // defence:20 A cookie does not answer the question,
    // defence:21 an answer for another client does not either,
    // defence:22 and neither does an earlier answer for this client.
    const tickets = await consents.ask(client.client_id, request);
    bindConsent(response, tickets, endpoints.secure);
    sendPage(response, 200, "Allow access", consentPage({ client, request, tickets, endpoints }));
  }

  /**
   * The user has answered. After an approval, the browser goes to Entra. Only now is it bound to the sign-in.
   *
   * @returns where to send the browser, or why the answer is refused.
   */
  async handleConsent(
    tickets: Partial<ConsentTickets> & { ticket: string },
    decision: ConsentDecision,
    response: Response,
  ): Promise<{ redirectTo: string } | "unknown" | "foreign"> {
    const { endpoints, consents, correlation } = this.#parts;
    const found = await consents.find(tickets);
    if (found.kind !== "found") return found.kind;
    correlation.adopt(found.consent.request.correlationId);
    const parts = { ...this.#parts, issuer: endpoints.issuer };
    const answered = await answerConsent(parts, { ticket: tickets.ticket, consent: found.consent }, decision);
    if (answered === undefined) return "unknown";
    if (answered.signIn !== undefined) bindToBrowser(response, answered.signIn, endpoints.secure);
    return { redirectTo: answered.redirectTo };
  }

  /**
   * Entra has sent the browser back with a code. The route has checked that it is the same browser.
   *
   * @returns where to send it: to the client, with our code or an OAuth error, or to Entra once more;
   * undefined if no sign-in waits.
   */
  async handleCallback(code: string, state: string, response: Response): Promise<string | undefined> {
    const finished = await this.#parts.signInFlow.finish({ code }, state);
    if (finished?.signIn) bindToBrowser(response, finished.signIn, this.#parts.endpoints.secure);
    return finished?.redirectTo;
  }

  /** The same, if Entra reports an error: declined, cancelled, not allowed. */
  async handleCallbackError(refusal: EntraRefusal, state: string): Promise<string | undefined> {
    return (await this.#parts.signInFlow.finish(refusal, state))?.redirectTo;
  }

  /** For the SDK's own token handler, which this server does not use: the challenge of a code. */
  async challengeForAuthorizationCode(_client: OAuthClientInformationFull, code: string): Promise<string> {
    return this.#parts.sessionLifecycle.challengeOf(code);
  }

  /** One code, one session. All checks of the code are there, including the verifier. */
  async exchangeAuthorizationCode(
    client: OAuthClientInformationFull,
    code: string,
    codeVerifier?: string,
    redirectUri?: string,
    resource?: URL,
  ): Promise<OAuthTokens> {
    const { endpoints, sessionLifecycle } = this.#parts;
    requireOurResource(resource, endpoints);
    const audience = endpoints.mcp;
    return sessionLifecycle.redeem(code, { clientId: client.client_id, codeVerifier, redirectUri, audience });
  }

  async exchangeRefreshToken(
    client: OAuthClientInformationFull,
    refreshToken: string,
    scopes: string[] = [],
    resource?: URL,
  ): Promise<OAuthTokens> {
    const { endpoints, sessionLifecycle } = this.#parts;
    requireOurResource(resource, endpoints);
    const presented = { refreshToken, clientId: client.client_id, audience: endpoints.mcp };
    return sessionLifecycle.refresh({ ...presented, scopes: knownScopes(scopes) });
  }

  /**
   * Only tokens that we issued and still have in the store are valid. A token of Entra or for Graph never is.
   *
   * @throws InvalidTokenError; ExpiredTokenError for a token that was valid once.
   */
  async verifyAccessToken(token: string): Promise<SessionAuthInfo> {
    const { sessions, endpoints } = this.#parts;
    // defence:37 We look the token up and do not decode it: a token's own content does not matter.
    const session = await sessions.findByAccessToken(token);
    if (session === undefined) {
      throw new InvalidTokenError("The session token is unknown, expired or revoked.");
    }
    return {
      token,
      clientId: session.clientId,
      scopes: session.scopes,
      expiresAt: Math.floor(session.accessExpiresAt / 1_000),
      // The row has only a fingerprint of its resource: it is ours, or a resource whose name we do not know.
      ...(fingerprintMatches(endpoints.mcp, session.audienceFingerprint)
        ? { resource: new URL(endpoints.mcp) }
        : {}),
      extra: { session },
    };
  }

  /** RFC 7009: an unknown token is not an error, and a client cannot end another client's session. */
  async revokeToken(client: OAuthClientInformationFull, request: OAuthTokenRevocationRequest): Promise<void> {
    const session = await this.#parts.sessions.findByOwnToken(request.token);
    if (session === undefined) return;
    // defence:36
    if (session.clientId !== client.client_id) return;
    await this.#parts.sessionLifecycle.end(session, "revoked by its client");
  }

  /** Entra's access token behind a session, refreshed when it has expired. @throws AuthenticationError */
  async entraAccessToken(session: CallerSession, how: TokenRequest): Promise<string> {
    return this.#parts.sessionLifecycle.entraAccessToken(session, how);
  }

  /**
   * Ends a session: from the next request on, its tokens are refused.
   *
   * @param claims what Entra or Graph demands at the next sign-in, as JSON.
   */
  async endSession(session: CallerSession, reason: string, claims?: string): Promise<void> {
    await this.#parts.sessionLifecycle.end(session, reason, claims);
  }
}
