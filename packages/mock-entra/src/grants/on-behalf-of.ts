import { parseScopes } from "../authorize/requested-scopes.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import { required } from "../http/read-form.ts";
import { authenticateClient } from "./client-authentication.ts";
import { assertConsent, assertOrigin, findGrantUser } from "./grant-checks.ts";
import { issueTokens } from "./issue-tokens.ts";
import type { GrantHandler } from "./token-request.ts";
import { verifyUserAssertion } from "./user-assertion.ts";

/**
 * `grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer` (RFC 7523 §2.1): an API exchanges its caller's
 * access token for a token of the same user for the next API. Only the permissions of this API count, not
 * those of its caller.
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow
 */
export const onBehalfOfGrant: GrantHandler = async (request) => {
  const { exchange, form, application, client, tenant } = request;
  const assertion = required(form, "assertion");
  const scope = required(form, "scope");
  // Entra's answer to another value is unconfirmed.
  if (required(form, "requested_token_use") !== "on_behalf_of") {
    throw aadsts.parameterInvalid("requested_token_use");
  }
  // Without a redirect URI, only "Allow public client flows" decides the kind of the client.
  const clientAuthentication = await authenticateClient(exchange, application, client, undefined);
  // Without a proof of the API's identity, anybody who sees a token could exchange it.
  if (clientAuthentication === "0") throw aadsts.secretMissing();
  assertOrigin(request, undefined);
  const { userId, sessionId } = await verifyUserAssertion(request, assertion);
  const scopes = parseScopes(exchange.state, scope, application, tenant);
  const user = findGrantUser(request, userId);
  assertConsent(request, user.id, scopes);
  return issueTokens(request, {
    grant: {
      appId: application.appId,
      userId: user.id,
      tenantId: tenant.id,
      scopes: scopes.asked,
      platform: undefined,
      sessionId,
    },
    user,
    scopes,
    nonce: undefined,
    clientAuthentication,
  });
};
