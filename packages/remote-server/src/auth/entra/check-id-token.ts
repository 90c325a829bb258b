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
  // Each session keeps it.
  oid: z.string().max(100),
  nonce: z.string().optional(),
  /** Like a mail address. An unusual name is not a reason to refuse: no decision depends on it. */
  preferred_username: z.string().min(1).max(320).optional().catch(undefined),
  /** App roles; missing for a user without roles. */
  roles: z.array(z.string()).default([]),
});

interface Expectations {
  entra: EntraConfig;
  authority: Authority;
  now: Now;
}

/** The signed-in user: only what this server needs. */
export interface EntraUser {
  userId: string;
  /**
   * Only to show users which of their accounts this is: the name can change, and another person can get it.
   */
  accountName?: string | undefined;
  roles: Role[];
}

/**
 * Checks that this id token answers our own request. The signature is NOT verified: the token comes directly
 * from Entra's token endpoint over TLS, and OpenID Connect Core §3.1.3.7 (6) accepts this instead. The log
 * says which check failed. The browser shows only that the sign-in failed.
 */
export function checkIdToken(received: unknown, expected: Expectations & { nonce: string }): EntraUser {
  const claims = checkClaims(received, expected);
  // An attacker could inject an id token of another sign-in, together with its code.
  if (claims.nonce !== expected.nonce) throw refused("the nonce of another sign-in");
  const { oid: userId, preferred_username: accountName } = claims;
  return { userId, accountName, roles: knownRoles(claims.roles) };
}

/**
 * The same for an id token that came with a refresh, which has no nonce.
 *
 * @throws AuthenticationError `sign_in_required`: the session's sign-in has changed.
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
  // defence:28-tenant A user of another organization. The issuer would differ as well, but this check says
  // exactly what we mean.
  if (claims.tid !== expected.entra.tenantId) throw refused("another tenant");
  if (claims.exp * 1_000 <= expected.now()) throw refused("expired");
  return claims;
}

function refused(reason: string): AuthenticationError {
  return new AuthenticationError("sign_in_failed", `Entra's id token was not accepted: ${reason}.`);
}
