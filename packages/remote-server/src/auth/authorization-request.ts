import { InvalidRequestError } from "@modelcontextprotocol/sdk/server/auth/errors.js";
import type { AuthorizationParams } from "@modelcontextprotocol/sdk/server/auth/provider.js";
import type { Endpoints } from "./endpoints.ts";
import type { PendingSignIn } from "./pending-sign-ins.ts";
import { requireOurResource } from "./resource.ts";
import { grantedScopes } from "./scopes.ts";

/** What a client asked for, checked. */
export type AuthorizationRequest = Pick<
  PendingSignIn,
  "redirectUri" | "clientState" | "codeChallenge" | "scopes"
>;

/** base64url of a SHA-256: 43 characters, always (RFC 7636 §4.2). */
const s256Challenge = /^[A-Za-z0-9_-]{43}$/;

/**
 * The checks that the SDK's authorization handler leaves to its provider: it lets a one-character challenge, a foreign
 * resource and unknown scopes through.
 *
 * @throws OAuthError, which the handler sends to the client's redirect URI.
 */
export function checkAuthorizationRequest(
  params: AuthorizationParams,
  endpoints: Endpoints,
): AuthorizationRequest {
  if (!s256Challenge.test(params.codeChallenge)) {
    throw new InvalidRequestError(
      "code_challenge: expected the base64url SHA-256 of a code_verifier (43 characters)",
    );
  }
  requireOurResource(params.resource, endpoints);
  return {
    redirectUri: params.redirectUri,
    clientState: params.state,
    codeChallenge: params.codeChallenge,
    scopes: grantedScopes(params.scopes),
  };
}
