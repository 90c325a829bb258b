import {
  type AccessTokenVerifier,
  describeTokenRefusal,
  hashToken,
  type RecordAuditEvent,
  type TokenBearer,
  type TokenRefusal,
  type TokenVerdict,
} from "@mcp-entra/auth-core";
import type { CallerSession, SessionAuthInfo } from "../rules/caller-session.ts";
import { knownRoles } from "../rules/roles.ts";
import { scopesExposedAs, supportedScopes } from "../rules/scopes.ts";

interface EntraTokenParts {
  verifier: AccessTokenVerifier;
  audit: RecordAuditEvent;
}

/**
 * Verifies a token of Entra. If the token is refused, the reason goes to the log, and not to the caller.
 *
 * @param onGood gets the session and its token.
 */
export async function verifyEntraToken(
  token: string,
  { verifier, audit }: EntraTokenParts,
  onGood: (session: CallerSession, token: string, bearer: TokenBearer) => void,
): Promise<TokenVerdict<SessionAuthInfo>> {
  const found = await verifier.verify(token);
  if (found.kind === "refused") return verdictOn(found.refusal, audit);
  const { bearer } = found;
  const session = sessionOfBearer(bearer, token);
  onGood(session, token, bearer);
  const { clientId, scopes, endsAt } = session;
  const expiresAt = Math.floor(endsAt / 1_000);
  return { kind: "good", caller: { token, clientId, scopes: [...scopes], expiresAt, extra: { session } } };
}

function verdictOn(refusal: TokenRefusal, audit: RecordAuditEvent): TokenVerdict<never> {
  const client = refusal.kind === "client" ? refusal.clientId : undefined;
  const report = (): void =>
    audit({ event: "token_refused", outcome: "failure", client, reason: describeTokenRefusal(refusal) });
  return refusal.kind === "keys_unavailable"
    ? { kind: "undecided", report }
    : { kind: "bad", isExpired: refusal.kind === "expired", report };
}

/**
 * Each token is a separate session: a client that refreshes gets another one. A scope is what a user allows a
 * client to do. If no user is signed in, there is no scope to ask for, and only roles decide. Tools that act
 * for a user then fail, because there is no user.
 */
function sessionOfBearer(bearer: TokenBearer, token: string): CallerSession {
  const { kind, objectId, clientId, scopes, roles, expiresAt } = bearer;
  return {
    id: hashToken(token),
    userId: objectId,
    clientId,
    scopes: kind === "user" ? scopesExposedAs(scopes) : supportedScopes,
    roles: knownRoles(roles),
    endsAt: expiresAt,
  };
}
