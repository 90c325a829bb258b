import { GraphError } from "./graph-error.ts";

const reason =
  "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp";

/**
 * Continuous access evaluation: the user was signed out everywhere, and the token is older. If the client
 * sends the claims to `/authorize`, they lead to a new sign-in.
 * @see https://learn.microsoft.com/entra/identity-platform/app-resilience-continuous-access-evaluation
 */
export function accessRevoked(revokedAt: number): GraphError {
  const claims = { access_token: { nbf: { essential: true, value: String(revokedAt) } } };
  const encoded = Buffer.from(JSON.stringify(claims)).toString("base64");
  return new GraphError(
    401,
    "InvalidAuthenticationToken",
    reason,
    `error_description="${reason}", error="insufficient_claims", claims="${encoded}"`,
  );
}
