import { isGuest } from "../directory/guests.ts";
import type { Tenant } from "../directory/types.ts";
import { userNameClaim } from "./guest-claims.ts";
import type { AppOnlySubject, ClientAuthentication, TokenSubject } from "./token-subject.ts";

/**
 * The differences between version 1.0 and version 2.0 access tokens: another issuer, the audience in the
 * spelling of the request, other names for the client.
 * @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
export function delegatedVersion1Claims({ tenant, user, application, scopes, ...rest }: TokenSubject) {
  return {
    ...commonClaims(tenant, application.appId, rest.clientAuthentication),
    // A short scope such as `User.Read` names no resource: it belongs to Graph, and so does the audience.
    aud: scopes.resourceName === "" ? scopes.resource.appId : scopes.resourceName,
    ...(user.surname === null ? {} : { family_name: user.surname }),
    ...(user.givenName === null ? {} : { given_name: user.givenName }),
    ipaddr: "127.0.0.1",
    unique_name: userNameClaim(user),
    // A guest does not sign in with the name of the account here.
    ...(isGuest(user) ? {} : { upn: user.userPrincipalName }),
  };
}

/** Without a user; `idp` is the identity provider of the application. */
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
