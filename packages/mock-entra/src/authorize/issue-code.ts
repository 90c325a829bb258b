import { noteClaims } from "../conditional-access/assert-access.ts";
import type { Exchange } from "../http/exchange.ts";
import { secondsOf } from "../http/exchange.ts";
import { defaultLifetimes } from "../state/lifetimes.ts";
import { newAuthorizationCode } from "../state/opaque-value.ts";
import { clientInfo } from "../tokens/client-info.ts";
import type { AuthorizeRequest } from "./request-types.ts";
import { returnToApplication } from "./authorize-response.ts";
import type { CurrentSession } from "./sessions.ts";

/** Gives the application a single-use code for the permissions that the user has agreed to. */
export function issueCode(
  exchange: Exchange,
  request: AuthorizeRequest,
  { user, signedIn }: CurrentSession,
): Response {
  const { state } = exchange;
  noteSignIn(exchange, request, signedIn.sessionId);
  const { application, tenant, redirectUri, platform } = request.returnTo;
  const lifetimes = state.lifetimes.get(application.appId);
  const issuedAt = secondsOf(exchange);
  const code = newAuthorizationCode();
  state.authorizationCodes.set(code, {
    appId: application.appId,
    userId: user.id,
    tenantId: tenant.id,
    scopes: request.scopes.asked,
    platform,
    sessionId: signedIn.sessionId,
    redirectUri,
    nonce: request.nonce,
    showsSignInTime: request.maxAge !== undefined,
    challenge: request.challenge,
    issuedAt,
    expiresAt: issuedAt + (lifetimes?.authorizationCodeSeconds ?? defaultLifetimes.authorizationCodeSeconds),
    redeemed: false,
  });
  exchange.observed.user = user.userPrincipalName;
  return returnToApplication(exchange, request.returnTo, {
    code,
    ...(request.wantsClientInfo ? { client_info: clientInfo(state, user) } : {}),
    session_state: signedIn.sessionId,
  });
}

/** The data for the session's tokens, and the applications that are notified when it ends. */
function noteSignIn({ state }: Exchange, { returnTo, claims }: AuthorizeRequest, sessionId: string): void {
  const facts = state.signIns.get(sessionId);
  if (!facts) return;
  facts.applications.add(returnTo.application.appId);
  noteClaims(facts, returnTo.application.appId, claims);
}
