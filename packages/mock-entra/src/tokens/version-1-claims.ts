import type { Tenant } from "../directory/types.ts";
import type { AppOnlySubject, ClientAuthentication, TokenSubject } from "./token-subject.ts";

/**
 * What a version 1.0 access token says in other words than version 2.0: another issuer, the audience as the request spells
 * it, other names for the client.
 * @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
export function delegatedVersion1Claims({ tenant, user, application, scopes, ...rest }: TokenSubject) {
  return {
    ...commonClaims(tenant, application.appId, rest.clientAuthentication),
    // A bare scope such as `User.Read` spells no resource: it is Graph's, and so is the audience.
    aud: scopes.resourceName === "" ? scopes.resource.appId : scopes.resourceName,
    ...(user.surname === null ? {} : { family_name: user.surname }),
    ...(user.givenName === null ? {} : { given_name: user.givenName }),
    ipaddr: "127.0.0.1",
    unique_name: user.userPrincipalName,
    upn: user.userPrincipalName,
  };
}

/** Without a user; `idp` names who vouches for the application. */
export function appOnlyVersion1Claims({ tenant, principal, resourceName, ...rest }: AppOnlySubject) {
  return {
    ...commonClaims(tenant, principal.appId, rest.clientAuthentication),
    aud: resourceName,
    idp: version1Issuer(tenant),
  };
}

function commonClaims(tenant: Tenant, appId: string, clientAuthentication: ClientAuthentication) {
  return { iss: version1Issuer(tenant), appid: appId, appidacr: clientAuthentication, ver: "1.0" };
}

function version1Issuer(tenant: Tenant): string {
  return `https://sts.windows.net/${tenant.id}/`;
}
