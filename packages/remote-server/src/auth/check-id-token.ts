import { AuthenticationError, type Authority, type EntraConfig, type Now } from "@mcp-entra/auth-core";
import { z } from "zod";

const idTokenClaims = z.object({
  iss: z.string(),
  aud: z.string(),
  exp: z.number(),
  tid: z.string(),
  oid: z.string(),
  nonce: z.string(),
});

interface Expectations {
  entra: EntraConfig;
  authority: Authority;
  nonce: string;
  now: Now;
}

/**
 * Whether this id token is the answer to our own question. The signature is NOT verified: the token came straight from
 * Entra's token endpoint over TLS, which OpenID Connect Core §3.1.3.7 (6) accepts in its place. Which of the checks failed is
 * for the log; the browser learns only that the sign-in failed.
 */
export function checkIdToken(received: unknown, expected: Expectations): { userId: string } {
  const parsed = idTokenClaims.safeParse(received);
  if (!parsed.success) throw refused("a claim is missing");
  const claims = parsed.data;
  // defence:28-issuer
  if (claims.iss !== expected.authority.issuer) throw refused("another issuer");
  // defence:28-audience
  if (claims.aud !== expected.entra.clientId) throw refused("issued to another application");
  // defence:28-tenant Another organization's user: the issuer would differ as well, but this is the check that says what is meant.
  if (claims.tid !== expected.entra.tenantId) throw refused("another tenant");
  // defence:28-nonce An id token from another sign-in, injected by an attacker together with its code.
  if (claims.nonce !== expected.nonce) throw refused("the nonce of another sign-in");
  if (claims.exp * 1_000 <= expected.now()) throw refused("expired");
  return { userId: claims.oid };
}

function refused(reason: string): AuthenticationError {
  return new AuthenticationError("sign_in_failed", `Entra's id token was not accepted: ${reason}.`);
}
