import type { RequestedScopes } from "../authorize/request-types.ts";
import type { User } from "../directory/types.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import type { TokenRequest } from "../grants/token-request.ts";
import type { SignInFacts } from "../state/records.ts";
import { accessDemand } from "./access-demand.ts";
import { secondFactorRefusal } from "./access-refusal.ts";
import { type ClaimsRequest, parseClaimsRequest } from "./claims-request.ts";
import { hasSecondFactor } from "./second-factor.ts";

/**
 * Conditional access at the token endpoint. It depends on how the grant's session was signed in to. Also
 * records the capabilities of the client.
 * @throws EntraError 50173, 53003, 50076 or 50079
 */
export function assertAccess(
  { exchange, application, form }: TokenRequest,
  { sessionId, user, scopes }: { sessionId: string; user: User; scopes: RequestedScopes },
): void {
  const facts = exchange.state.signIns.get(sessionId);
  const claims = parseClaimsRequest(form.get("claims"));
  assertFresh(facts, claims);
  const { control, policyIds } = accessDemand(exchange.state.directory, {
    user,
    application,
    resource: scopes.resource,
    authenticationContexts: claims.authenticationContexts,
    policyIds: claims.policyIds,
  });
  if (control === "block") throw aadsts.blockedByPolicy();
  if (control === "mfa" && !hasSecondFactor(facts, exchange.state.directory.tenant)) {
    throw secondFactorRefusal(user, scopes.resource.appId, policyIds);
  }
  if (facts) noteClaims(facts, application.appId, claims);
}

/** A user who was signed out everywhere has to sign in again, also with a code or token from before. */
function assertFresh(facts: SignInFacts | undefined, { signedInSince }: ClaimsRequest): void {
  if (!facts || (facts.revokedAt === undefined && facts.startedAt >= signedInSince)) return;
  throw aadsts.refreshTokenRevoked(new Date(facts.startedAt * 1000).toISOString());
}

/** It applies to the tokens of this session from now on. */
export function noteClaims(facts: SignInFacts, appId: string, claims: ClaimsRequest): void {
  const contexts = [...facts.authenticationContexts, ...claims.authenticationContexts];
  facts.authenticationContexts = [...new Set(contexts)];
  if (claims.clientCapabilities.includes("cp1")) facts.capableClients.add(appId);
}
