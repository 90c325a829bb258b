import { microsoftGraphAppId } from "../directory/microsoft-graph.ts";
import type { Exchange } from "../http/exchange.ts";
import { secondsOf } from "../http/exchange.ts";
import { newTokenIdentifier } from "../state/opaque-value.ts";
import { isGuest } from "../directory/guests.ts";
import { guestClaims } from "./guest-claims.ts";
import { signGraphToken } from "./graph-token-signature.ts";
import { conditionalAccessClaims } from "./conditional-access-claims.ts";
import { internalHint, pairwiseSubject, passportId } from "./subjects.ts";
import { backdatingSeconds, type TokenSubject } from "./token-subject.ts";
import { delegatedVersion1Claims } from "./version-1-claims.ts";

/**
 * A delegated access token for Microsoft Graph: version 1.0 claims, and opaque for all programs except Graph.
 */
export async function issueGraphAccessToken(exchange: Exchange, subject: TokenSubject): Promise<string> {
  const uti = newTokenIdentifier();
  const claims = {
    ...delegatedVersion1Claims(subject),
    ...timeClaims(exchange, subject),
    ...personClaims(subject),
    ...guestClaims(exchange.state, subject.user),
    ...conditionalAccessClaims(exchange, subject, true),
    ...clientClaims(subject),
    uti,
  };
  exchange.state.liveAccessTokens.set(uti, true);
  exchange.observed.issued.push({ kind: "access_token", claims });
  return signGraphToken(exchange.state.signingKeys.current(), claims);
}

function timeClaims(exchange: Exchange, { accessTokenSeconds }: TokenSubject) {
  const now = secondsOf(exchange);
  return {
    iat: now - backdatingSeconds,
    nbf: now - backdatingSeconds,
    exp: now + accessTokenSeconds,
  };
}

function personClaims({ user, tenant, sessionId }: TokenSubject) {
  return {
    acct: isGuest(user) ? 1 : 0,
    acr: "1",
    idtyp: "user",
    name: user.displayName,
    oid: user.id,
    puid: passportId(user.id),
    sid: sessionId,
    sub: pairwiseSubject(microsoftGraphAppId, user.id),
    tenant_region_scope: "EU",
    tid: tenant.id,
    wids: ["b79fbf4d-3ef9-4689-8143-76b194e85509"],
  };
}

function clientClaims({ application, granted }: TokenSubject) {
  return {
    app_displayname: application.displayName,
    rh: internalHint(application.appId),
    scp: granted.join(" "),
    xms_idrel: "1 2",
  };
}
