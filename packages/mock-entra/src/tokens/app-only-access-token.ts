import { microsoftGraphAppId } from "../directory/microsoft-graph.ts";
import type { ServicePrincipal } from "../directory/types.ts";
import type { Exchange } from "../http/exchange.ts";
import { secondsOf } from "../http/exchange.ts";
import { newInternalState, newTokenIdentifier } from "../state/opaque-value.ts";
import { accessTokenVersion } from "./access-token-version.ts";
import { signGraphToken } from "./graph-token-signature.ts";
import { usesGuidAudience } from "./optional-claims.ts";
import { signToken } from "./sign-token.ts";
import { internalHint } from "./subjects.ts";
import { type AppOnlySubject, backdatingSeconds } from "./token-subject.ts";
import { appOnlyVersion1Claims } from "./version-1-claims.ts";

/**
 * An access token without a user: `oid` and `sub` are those of the client, and its permissions are in
 * `roles`, never in `scp`.
 * @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
export async function issueAppOnlyAccessToken(exchange: Exchange, subject: AppOnlySubject): Promise<string> {
  const { directory } = exchange.state;
  if (subject.resource.appId === microsoftGraphAppId) return issueForGraph(exchange, subject);
  const isVersion2 = accessTokenVersion(directory, subject.resource) === 2;
  return signToken(exchange, "access_token", {
    ...commonClaims(exchange, subject),
    ...(isVersion2 ? version2Claims(exchange, subject) : appOnlyVersion1Claims(subject)),
    ...identityType(exchange, subject),
    ...(usesGuidAudience(directory.findApplication(subject.resource.appId))
      ? { aud: subject.resource.appId }
      : {}),
    xms_ftd: internalHint(subject.tenant.id),
  });
}

async function issueForGraph(exchange: Exchange, subject: AppOnlySubject): Promise<string> {
  const { signingKeys, liveAccessTokens } = exchange.state;
  const common = commonClaims(exchange, subject);
  const claims = { ...common, ...appOnlyVersion1Claims(subject), ...graphClaims(subject) };
  liveAccessTokens.set(common.uti, true);
  exchange.observed.issued.push({ kind: "access_token", claims });
  return signGraphToken(signingKeys.current(), claims);
}

function commonClaims(exchange: Exchange, subject: AppOnlySubject) {
  const { principal, resource, tenant } = subject;
  const now = secondsOf(exchange);
  const roles = exchange.state.directory.rolesOf(principal.id, resource.appId);
  return {
    iat: now - backdatingSeconds,
    nbf: now - backdatingSeconds,
    exp: now + subject.accessTokenSeconds,
    aio: newInternalState(),
    oid: principal.id,
    rh: internalHint(principal.appId),
    ...(roles.length > 0 ? { roles } : {}),
    sub: principal.id,
    tid: tenant.id,
    uti: newTokenIdentifier(),
    ...managedIdentityClaims(principal),
  };
}

/**
 * Graph's tokens always say that there is no user. For another API, the manifest has to ask for this claim.
 */
function identityType({ state }: Exchange, { resource }: AppOnlySubject) {
  const optional = state.directory.findApplication(resource.appId)?.optionalClaims.accessToken ?? [];
  return optional.some(({ name }) => name === "idtyp") ? { idtyp: "app" } : {};
}

/** The Azure resource of the managed identity. */
function managedIdentityClaims({ servicePrincipalType, alternativeNames }: ServicePrincipal) {
  const resourceId = alternativeNames.find((name) => name.startsWith("/"));
  return servicePrincipalType === "ManagedIdentity" && resourceId !== undefined
    ? { xms_mirid: resourceId }
    : {};
}

function version2Claims(
  { origins }: Exchange,
  { resource, tenant, principal, clientAuthentication }: AppOnlySubject,
) {
  return {
    aud: resource.appId,
    iss: `${origins.authority}/${tenant.id}/v2.0`,
    azp: principal.appId,
    azpacr: clientAuthentication,
    ver: "2.0",
  };
}

function graphClaims({ principal }: AppOnlySubject) {
  return {
    app_displayname: principal.displayName,
    idtyp: "app",
    tenant_region_scope: "EU",
    wids: ["0997a1d0-0d1d-4acb-b408-d5ca73121e90"],
    xms_idrel: "7 24",
  };
}
