import { assertResourceMatches, parseScopes } from "../authorize/requested-scopes.ts";
import { assertAccess } from "../conditional-access/assert-access.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import { secondsOf } from "../http/exchange.ts";
import { required } from "../http/read-form.ts";
import type { RefreshToken } from "../state/records.ts";
import { authenticateClient } from "./client-authentication.ts";
import { accountHere } from "./account-here.ts";
import { assertConsent, assertOrigin, fallbackPlatform } from "./grant-checks.ts";
import { issueTokens } from "./issue-tokens.ts";
import type { GrantHandler, TokenRequest } from "./token-request.ts";

/**
 * `grant_type=refresh_token`, in each tenant where its user has an account. Entra issues a new one each time, but the used one stays valid. So there is no
 * rotation that could detect a theft, except with the mock's option `strict`.
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
  const user = accountHere(request, token);
  assertConsent(request, user.id, scopes);
  assertAccess(request, { sessionId: token.sessionId, user, scopes });
  // There is no await since the check of the token: if several uses come at once, exactly one passes this
  // line.
  token.spent = exchange.state.refreshTokenRotations.of(application.appId) === "strict";
  return issueTokens(request, {
    grant: { ...token, userId: user.id, tenantId: tenant.id },
    user,
    scopes,
    nonce: undefined,
    clientAuthentication,
    refreshTokenFamily: token.family,
    ...(token.platform === "spa" ? { refreshTokenEnd: token.expiresAt } : {}),
  });
};

/**
 * MCP clients send `resource` without `scope`. Reports show that Entra then compares it with the resource of
 * the sign-in. It is unconfirmed that the scopes are also those of the sign-in.
 * @throws EntraError 90009 if there is neither
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

/**
 * The token was copied: the server cannot know who is the thief, so both have to sign in again. Code
 * unconfirmed.
 */
function killFamily({ state }: TokenRequest["exchange"], { family }: RefreshToken): void {
  for (const token of state.refreshTokens.values()) {
    if (token.family === family) token.killed = "revoked";
  }
}

/** A time span in the format of .NET: `90.00:00:00`. */
function daysBetween(from: number, to: number): string {
  const elapsed = Math.max(0, to - from);
  const clock = new Date((elapsed % 86_400) * 1000).toISOString().slice(11, 19);
  return `${Math.floor(elapsed / 86_400)}.${clock}`;
}
