import { assertResourceMatches, parseScopes } from "../authorize/requested-scopes.ts";
import { assertAccess } from "../conditional-access/assert-access.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import { secondsOf } from "../http/exchange.ts";
import { required } from "../http/read-form.ts";
import type { RefreshToken } from "../state/records.ts";
import { authenticateClient } from "./client-authentication.ts";
import { assertConsent, assertOrigin, fallbackPlatform, findGrantUser } from "./grant-checks.ts";
import { issueTokens } from "./issue-tokens.ts";
import type { GrantHandler, TokenRequest } from "./token-request.ts";

/**
 * `grant_type=refresh_token`. Entra hands out a new one each time, yet the used one stays valid: there is no rotation to
 * detect a theft by, unless the mock is told to be strict.
 */
export const refreshTokenGrant: GrantHandler = async (request) => {
  const { exchange, form, application, client, tenant } = request;
  const token = exchange.state.refreshTokens.get(required(form, "refresh_token"));
  const clientAuthentication = await authenticateClient(
    exchange,
    application,
    client,
    token?.platform ?? fallbackPlatform(request),
  );
  if (!token) throw aadsts.requestMalformed();
  assertOrigin(request, token.platform);
  assertUsable(request, token);
  const scopes = parseScopes(exchange.state, askedScope(request, token), application, tenant);
  assertResourceMatches(form.get("resource"), scopes);
  const user = findGrantUser(request, token.userId);
  assertConsent(request, user.id, scopes);
  assertAccess(request, { sessionId: token.sessionId, user, scopes });
  // No await since the token was found usable: of several uses at once, exactly one gets past this line.
  token.spent = exchange.state.refreshTokenRotations.of(application.appId) === "strict";
  return issueTokens(request, {
    grant: token,
    user,
    scopes,
    nonce: undefined,
    clientAuthentication,
    refreshTokenFamily: token.family,
    ...(token.platform === "spa" ? { refreshTokenEnd: token.expiresAt } : {}),
  });
};

/**
 * MCP clients send `resource` without `scope`. Reports show that it is then compared with what the sign-in was for; that the scopes
 * are the sign-in's as well is unconfirmed.
 * @throws EntraError 90009 where there is neither
 */
function askedScope({ form, application }: TokenRequest, token: RefreshToken): string {
  const scope = form.get("scope") ?? (form.has("resource") ? token.scopes.join(" ") : undefined);
  if (scope === undefined) throw aadsts.tokenForItself(application.appId);
  return scope;
}

/** @throws EntraError 70000, 50173, 700084 or 700082 */
function assertUsable({ exchange, application }: TokenRequest, token: RefreshToken): void {
  const issued = new Date(token.issuedAt * 1000).toISOString();
  if (token.appId !== application.appId) throw aadsts.grantOfAnotherClient();
  if (token.spent) killFamily(exchange, token);
  if (token.killed === "revoked") throw aadsts.refreshTokenRevoked(issued);
  if (token.killed === undefined && token.expiresAt > secondsOf(exchange)) return;
  if (token.platform === "spa") throw aadsts.spaRefreshTokenExpired(issued);
  throw aadsts.refreshTokenExpired(issued, daysBetween(token.issuedAt, secondsOf(exchange)));
}

/** There is a copy: the server cannot tell the thief from the owner, so both have to sign in again. Code unconfirmed. */
function killFamily({ state }: TokenRequest["exchange"], { family }: RefreshToken): void {
  for (const token of state.refreshTokens.values()) {
    if (token.family === family) token.killed = "revoked";
  }
}

/** .NET's way of writing a time span: `90.00:00:00`. */
function daysBetween(from: number, to: number): string {
  const elapsed = Math.max(0, to - from);
  const clock = new Date((elapsed % 86_400) * 1000).toISOString().slice(11, 19);
  return `${Math.floor(elapsed / 86_400)}.${clock}`;
}
