import {
  AuthenticationError,
  type Authority,
  type EntraConfig,
  messageOf,
  type Now,
} from "@mcp-entra/auth-core";
import { z } from "zod";
import { knownRoles, type Role } from "../rules/roles.ts";

const idTokenClaims = z.object({
  iss: z.string(),
  aud: z.string(),
  exp: z.number(),
  tid: z.string(),
  // It is kept with each session.
  oid: z.string().max(100),
  nonce: z.string().optional(),
  /** Like an address of mail. A strange one is no reason to refuse: nothing is decided by it. */
  preferred_username: z.string().min(1).max(320).optional().catch(undefined),
  /** App roles; left out for a user who has none. */
  roles: z.array(z.string()).default([]),
});

interface Expectations {
  entra: EntraConfig;
  authority: Authority;
  now: Now;
}

/** Who has signed in, as far as this server wants to know. */
export interface EntraUser {
  userId: string;
  /** To show users which of their accounts this is, and for nothing else: it changes, and can be given to another person. */
  accountName?: string | undefined;
  roles: Role[];
}

/**
 * Whether this id token is the answer to our own question. The signature is NOT verified: the token came straight from
 * Entra's token endpoint over TLS, which OpenID Connect Core §3.1.3.7 (6) accepts in its place. Which of the checks failed is
 * for the log; the browser learns only that the sign-in failed.
 */
export function checkIdToken(received: unknown, expected: Expectations & { nonce: string }): EntraUser {
  const claims = checkClaims(received, expected);
  // An id token from another sign-in, injected by an attacker together with its code.
  if (claims.nonce !== expected.nonce) throw refused("the nonce of another sign-in");
  const { oid: userId, preferred_username: accountName } = claims;
  return { userId, accountName, roles: knownRoles(claims.roles) };
}

/**
 * The same for an id token that came with a refresh, which has no nonce.
 *
 * @throws AuthenticationError `sign_in_required`: the sign-in behind the session is not what it was.
 */
export function checkRenewedIdToken(
  received: unknown,
  expected: Expectations & { userId: string },
): EntraUser {
  try {
    const claims = checkClaims(received, expected);
    // A refresh never changes who the user is (OpenID Connect Core §12.2).
    if (claims.oid !== expected.userId) throw refused("another user");
    return { userId: claims.oid, roles: knownRoles(claims.roles) };
  } catch (error) {
    throw new AuthenticationError("sign_in_required", messageOf(error), { cause: error });
  }
}

function checkClaims(received: unknown, expected: Expectations): z.output<typeof idTokenClaims> {
  const parsed = idTokenClaims.safeParse(received);
  if (!parsed.success) throw refused("a claim is missing");
  const claims = parsed.data;
  // defence:28-issuer
  if (claims.iss !== expected.authority.issuer) throw refused("another issuer");
  // defence:28-audience
  if (claims.aud !== expected.entra.clientId) throw refused("issued to another application");
  // defence:28-tenant Another organization's user: the issuer would differ as well, but this is the check that says what is meant.
  if (claims.tid !== expected.entra.tenantId) throw refused("another tenant");
  if (claims.exp * 1_000 <= expected.now()) throw refused("expired");
  return claims;
}

function refused(reason: string): AuthenticationError {
  return new AuthenticationError("sign_in_failed", `Entra's id token was not accepted: ${reason}.`);
}
