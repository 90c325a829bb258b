import { InvalidRequestError } from "../../http/older-sdk.ts";
import type { AuthorizationParams as SdkParams } from "@modelcontextprotocol/sdk/server/auth/provider.js";
import { z } from "zod";
import { type AccountChoice, accountChoice } from "../rules/account-choice.ts";
import type { Endpoints } from "../rules/endpoints.ts";
import { requireOurResource } from "../rules/resource.ts";
import { grantedScopes } from "../rules/scopes.ts";

export const authorizationRequest = accountChoice.extend({
  redirectUri: z.string(),
  clientState: z.string().optional(),
  codeChallenge: z.string(),
  scopes: z.array(z.string()),
  /** The audit log has this id in all events of the request. */
  correlationId: z.string().optional(),
});

/** A client's request after all checks, and how to send the answer. */
export type AuthorizationRequest = z.output<typeof authorizationRequest>;

/** The parameters that a client may send. The SDK does not have those about accounts. */
export interface AuthorizationParams extends SdkParams {
  account?: AccountChoice;
}

/** base64url of a SHA-256: 43 characters, always (RFC 7636 §4.2). */
const s256Challenge = /^[A-Za-z0-9_-]{43}$/;

/**
 * The checks that the SDK leaves to a provider. Without them, a challenge of one character, another server's
 * resource and unknown scopes would pass.
 *
 * @throws OAuthError, which the handler sends to the client's redirect URI.
 */
export function checkAuthorizationRequest(
  params: AuthorizationParams,
  endpoints: Endpoints,
  baseScopes?: readonly string[],
): AuthorizationRequest {
  // defence:13-shape
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
    scopes: grantedScopes(params.scopes, baseScopes),
    ...params.account,
  };
}
