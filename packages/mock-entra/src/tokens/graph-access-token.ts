import { microsoftGraphAppId } from "../directory/microsoft-graph.ts";
import type { Exchange } from "../http/exchange.ts";
import { secondsOf } from "../http/exchange.ts";
import { newTokenIdentifier } from "../state/opaque-value.ts";
import { signGraphToken } from "./graph-token-signature.ts";
import { conditionalAccessClaims } from "./conditional-access-claims.ts";
import { internalHint, pairwiseSubject, passportId } from "./subjects.ts";
import { backdatingSeconds, type TokenSubject } from "./token-subject.ts";

/** A delegated access token for Microsoft Graph: version 1.0 claims, and opaque to everybody but Graph. */
export const issueGraphAccessToken = async (exchange: Exchange, subject: TokenSubject): Promise<string> => {
  const uti = newTokenIdentifier();
  const claims = {
    ...timeClaims(exchange, subject),
    ...personClaims(subject),
    ...conditionalAccessClaims(exchange, subject, true),
    ...clientClaims(subject),
    uti,
    ver: "1.0",
  };
  exchange.state.liveAccessTokens.set(uti, true);
  exchange.observed.issued.push({ kind: "access_token", claims });
  return signGraphToken(exchange.state.signingKeys.current(), claims);
};

/** The audience is spelled as the scopes spelled the resource; the issuer is that of version 1.0 tokens. */
const timeClaims = (exchange: Exchange, { tenant, scopes, accessTokenSeconds }: TokenSubject) => {
  const now = secondsOf(exchange);
  return {
    aud: scopes.resourceName === "" ? microsoftGraphAppId : scopes.resourceName,
    iss: `https://sts.windows.net/${tenant.id}/`,
    iat: now - backdatingSeconds,
    nbf: now - backdatingSeconds,
    exp: now + accessTokenSeconds,
  };
};

const personClaims = ({ user, tenant, sessionId }: TokenSubject) => ({
  acct: 0,
  acr: "1",
  ...(user.surname === null ? {} : { family_name: user.surname }),
  ...(user.givenName === null ? {} : { given_name: user.givenName }),
  idtyp: "user",
  ipaddr: "127.0.0.1",
  name: user.displayName,
  oid: user.id,
  puid: passportId(user.id),
  sid: sessionId,
  sub: pairwiseSubject(microsoftGraphAppId, user.id),
  tenant_region_scope: "EU",
  tid: tenant.id,
  unique_name: user.userPrincipalName,
  upn: user.userPrincipalName,
  wids: ["b79fbf4d-3ef9-4689-8143-76b194e85509"],
});

const clientClaims = ({ application, clientAuthentication, granted }: TokenSubject) => ({
  app_displayname: application.displayName,
  appid: application.appId,
  appidacr: clientAuthentication,
  rh: internalHint(application.appId),
  scp: granted.join(" "),
  xms_idrel: "1 2",
});
