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

/** The modules that the provider puts together; the hard parts are in there. */
export interface ProviderParts {
  endpoints: Endpoints;
  /** What a client gets that asks for nothing. */
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
 * The authorization server that MCP clients see. It sends users to Entra, keeps what Entra hands out, and gives clients
 * session tokens of its own instead.
 *
 * A sign-in goes authorize -> handleConsent -> (Entra) -> handleCallback -> exchangeAuthorizationCode.
 * From then on there is verifyAccessToken with each request, and exchangeRefreshToken.
 */
export class EntraIdServerAuthProvider implements OAuthServerProvider {
  /** The SDK's token handler is to hand the verifier on: it is compared where the code is redeemed. */
  readonly skipLocalPkceValidation = true;
  readonly #parts: ProviderParts;

  constructor(parts: ProviderParts) {
    this.#parts = parts;
  }

  get clientsStore(): ClientRegistry {
    return this.#parts.clients;
  }

  /**
   * Asks the user whether this client may act for them, before Entra is involved. Entra knows one application, ours, and
   * has its consent already: without a question of our own, a stranger who registers a client here would get in without the user's consent (the
   * confused deputy). So it is asked every time, and no earlier answer counts.
   */
  async authorize(
    client: OAuthClientInformationFull,
    params: AuthorizationParams,
    response: Response,
  ): Promise<void> {
    const { endpoints, baseScopes, consents } = this.#parts;
    const checked = checkAuthorizationRequest(params, endpoints, baseScopes);
    const request = { ...checked, correlationId: this.#parts.correlation.current() };
    // defence:20 No cookie answers the question,
    // defence:21 no answer that was given for another client,
    // defence:22 and none that was given for this one before.
    const tickets = await consents.ask(client.client_id, request);
    bindConsent(response, tickets, endpoints.secure);
    sendPage(response, 200, "Allow access", consentPage({ client, request, tickets, endpoints }));
  }

  /**
   * The user has answered. An approval sends the browser to Entra, and only now ties it to the sign-in.
   *
   * @returns where to send the browser, or why the answer does not count.
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
   * Entra has sent the browser back with a code. The route has checked that it is the browser that left.
   *
   * @returns where to send it now: to the client, with a code of ours or an OAuth error, or to Entra once more; undefined when no sign-in
   *   waits.
   */
  async handleCallback(code: string, state: string, response: Response): Promise<string | undefined> {
    const finished = await this.#parts.signInFlow.finish({ code }, state);
    if (finished?.signIn) bindToBrowser(response, finished.signIn, this.#parts.endpoints.secure);
    return finished?.redirectTo;
  }

  /** The same, when Entra reports an error: declined, cancelled, not allowed. */
  async handleCallbackError(refusal: EntraRefusal, state: string): Promise<string | undefined> {
    return (await this.#parts.signInFlow.finish(refusal, state))?.redirectTo;
  }

  /** For the SDK's own token handler, which this server does not use: the challenge of a code. */
  async challengeForAuthorizationCode(_client: OAuthClientInformationFull, code: string): Promise<string> {
    return this.#parts.sessionLifecycle.challengeOf(code);
  }

  /** One code, one session: all checks of the code are made there, also that of the verifier. */
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
   * Only tokens that we issued and still know are good; never one of Entra's, nor one for Graph.
   *
   * @throws InvalidTokenError; ExpiredTokenError for one that was good once.
   */
  async verifyAccessToken(token: string): Promise<SessionAuthInfo> {
    const { sessions, endpoints } = this.#parts;
    // defence:37 Looked up, not decoded: whatever a token says about itself does not matter.
    const session = await sessions.findByAccessToken(token);
    if (session === undefined) {
      throw new InvalidTokenError("The session token is unknown, expired or revoked.");
    }
    return {
      token,
      clientId: session.clientId,
      scopes: session.scopes,
      expiresAt: Math.floor(session.accessExpiresAt / 1_000),
      // The row knows its resource by fingerprint only: it is either ours, or one that we cannot name.
      ...(fingerprintMatches(endpoints.mcp, session.audienceFingerprint)
        ? { resource: new URL(endpoints.mcp) }
        : {}),
      extra: { session },
    };
  }

  /** RFC 7009: an unknown token is no error, and a client cannot end another client's session. */
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
   * Ends a session: what its client holds is refused from the next request on.
   *
   * @param claims what is demanded of the next sign-in, as JSON.
   */
  async endSession(session: CallerSession, reason: string, claims?: string): Promise<void> {
    await this.#parts.sessionLifecycle.end(session, reason, claims);
  }
}
