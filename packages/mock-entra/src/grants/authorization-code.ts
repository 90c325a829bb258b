import { isVerified } from "../authorize/pkce.ts";
import { assertResourceMatches, parseScopes } from "../authorize/requested-scopes.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import { secondsOf } from "../http/exchange.ts";
import { required } from "../http/read-form.ts";
import type { AuthorizationCode } from "../state/records.ts";
import { authenticateClient } from "./client-authentication.ts";
import { assertConsent, assertOrigin, fallbackPlatform, findGrantUser } from "./grant-checks.ts";
import { issueTokens } from "./issue-tokens.ts";
import type { GrantHandler, TokenRequest } from "./token-request.ts";

/** `grant_type=authorization_code` (RFC 6749 §4.1.3, RFC 7636 §4.6). */
export const authorizationCodeGrant: GrantHandler = async (request) => {
  const { exchange, form, application, client, tenant } = request;
  const code = exchange.state.authorizationCodes.get(required(form, "code"));
  const clientAuthentication = await authenticateClient(
    exchange,
    application,
    client,
    code?.platform ?? fallbackPlatform(request),
  );
  if (!code) throw aadsts.requestMalformed();
  assertOrigin(request, code.platform);
  assertRedeemable(request, code);
  const scopes = parseScopes(exchange.state, form.get("scope") ?? code.scopes.join(" "), application, tenant);
  assertResourceMatches(form.get("resource"), scopes);
  const user = findGrantUser(request, code.userId);
  assertConsent(request, user.id, scopes);
  // There is no await since the check of the code: if several redemptions come at once, exactly one passes
  // this line.
  code.redeemed = true;
  return issueTokens(request, {
    grant: code,
    user,
    scopes,
    nonce: code.nonce,
    showsSignInTime: code.showsSignInTime,
    clientAuthentication,
  });
};

/** @throws EntraError 70000, 700005, 54005, 70008, 900144, 500112, 501481 or 9002325 */
function assertRedeemable(
  { exchange, form, application, tenant }: TokenRequest,
  code: AuthorizationCode,
): void {
  if (code.appId !== application.appId) throw aadsts.grantOfAnotherClient();
  if (code.tenantId !== tenant.id) throw aadsts.codeOfAnotherTenant();
  if (code.redeemed) throw aadsts.codeRedeemed();
  if (code.expiresAt <= secondsOf(exchange)) throw aadsts.grantExpired();
  if (required(form, "redirect_uri") !== code.redirectUri) throw aadsts.redirectUriChanged();
  if (code.platform === "spa" && !code.challenge) throw aadsts.spaNeedsChallenge();
  if (!isVerified(form, code.challenge)) throw aadsts.verifierMismatch();
}
