import type { Exchange } from "../http/exchange.ts";
import { secondsOf } from "../http/exchange.ts";
import { newInternalState, newTokenIdentifier } from "../state/opaque-value.ts";
import { accessTokenVersion } from "./access-token-version.ts";
import { rolesAndGroups } from "./groups-claim.ts";
import { guestClaims, userNameClaim } from "./guest-claims.ts";
import { optionalClaims, userTokenType, usesGuidAudience } from "./optional-claims.ts";
import { signToken } from "./sign-token.ts";
import { conditionalAccessClaims } from "./conditional-access-claims.ts";
import { internalHint, pairwiseSubject } from "./subjects.ts";
import { backdatingSeconds, type TokenSubject } from "./token-subject.ts";
import { delegatedVersion1Claims } from "./version-1-claims.ts";

/**
 * A delegated access token for an API of one's own. Its version is the API's choice, `requestedAccessTokenVersion`, and a
 * unchanged manifest means version 1: other issuer, other audience, other claim names.
 * @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
export async function issueApiAccessToken(exchange: Exchange, subject: TokenSubject): Promise<string> {
  const { resource } = subject.scopes;
  const isVersion2 = accessTokenVersion(exchange.state.directory, resource) === 2;
  const api = exchange.state.directory.findApplication(resource.appId);
  const wanted = api?.optionalClaims.accessToken ?? [];
  const claims = {
    ...commonClaims(exchange, subject),
    ...guestClaims(exchange.state, subject.user),
    ...rolesAndGroups(exchange, { application: api, wanted, user: subject.user }),
    ...conditionalAccessClaims(exchange, subject, !isVersion2),
    ...(isVersion2 ? version2Claims(exchange, subject) : delegatedVersion1Claims(subject)),
    ...optionalClaims(exchange, wanted, subject),
    ...userTokenType(wanted),
    ...(usesGuidAudience(api) ? { aud: resource.appId } : {}),
  };
  exchange.state.accessTokenSessions.set(claims.uti, subject.sessionId);
  return signToken(exchange, "access_token", claims);
}

function commonClaims(exchange: Exchange, subject: TokenSubject) {
  const { application, tenant, user, scopes, granted } = subject;
  const now = secondsOf(exchange);
  return {
    iat: now - backdatingSeconds,
    nbf: now - backdatingSeconds,
    exp: now + subject.accessTokenSeconds,
    aio: newInternalState(),
    name: user.displayName,
    oid: user.id,
    rh: internalHint(application.appId),
    scp: granted.join(" "),
    sub: pairwiseSubject(scopes.resource.appId, user.id),
    tid: tenant.id,
    uti: newTokenIdentifier(),
    xms_ftd: internalHint(tenant.id),
  };
}

function version2Claims({ origins }: Exchange, { application, tenant, user, scopes, ...rest }: TokenSubject) {
  return {
    aud: scopes.resource.appId,
    iss: `${origins.authority}/${tenant.id}/v2.0`,
    azp: application.appId,
    azpacr: rest.clientAuthentication,
    preferred_username: userNameClaim(user),
    ver: "2.0",
  };
}
