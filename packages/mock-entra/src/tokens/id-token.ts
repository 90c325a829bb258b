import type { Exchange } from "../http/exchange.ts";
import { secondsOf } from "../http/exchange.ts";
import { newTokenIdentifier } from "../state/opaque-value.ts";
import { rolesAndGroups } from "./groups-claim.ts";
import { guestClaims, userNameClaim } from "./guest-claims.ts";
import { optionalClaims } from "./optional-claims.ts";
import { signToken } from "./sign-token.ts";
import { internalHint, pairwiseSubject } from "./subjects.ts";
import { backdatingSeconds, type TokenSubject } from "./token-subject.ts";

/** One hour plus the five minutes before; this cannot be configured in Entra either. */
const idTokenSeconds = 3600;

/**
 * Contains the signed-in user, for the application.
 * @see https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference
 */
export function issueIdToken(exchange: Exchange, subject: TokenSubject): Promise<string> {
  return signToken(exchange, "id_token", idTokenClaims(exchange, subject));
}

function idTokenClaims(exchange: Exchange, subject: TokenSubject) {
  const { state } = exchange;
  const { application, tenant, user, nonce } = subject;
  const now = secondsOf(exchange);
  const wanted = application.optionalClaims.idToken;
  return {
    aud: application.appId,
    iss: `${exchange.origins.authority}/${tenant.id}/v2.0`,
    iat: now - backdatingSeconds,
    nbf: now - backdatingSeconds,
    exp: now + idTokenSeconds,
    ...profileClaims(subject),
    ...guestClaims(state, user),
    ...(nonce === undefined ? {} : { nonce }),
    rh: internalHint(application.appId),
    ...rolesAndGroups(exchange, { application, wanted, user }),
    sub: pairwiseSubject(application.appId, user.id),
    tid: tenant.id,
    uti: newTokenIdentifier(),
    ver: "2.0",
    ...optionalClaims(exchange, wanted, subject),
    ...(subject.showsSignInTime ? { auth_time: state.signIns.get(subject.sessionId)?.startedAt } : {}),
  };
}

/** The claims of the scopes `profile` and `email`. `oid` comes with `profile`. */
function profileClaims({ user, scopes }: TokenSubject) {
  return {
    ...(scopes.asked.includes("profile")
      ? { name: user.displayName, oid: user.id, preferred_username: userNameClaim(user) }
      : {}),
    ...(scopes.asked.includes("email") && user.mail !== null ? { email: user.mail } : {}),
  };
}
