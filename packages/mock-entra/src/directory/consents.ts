import { microsoftGraphAppId } from "./microsoft-graph.ts";
import { findServicePrincipal, knownServicePrincipal } from "./look-up.ts";
import type { DirectoryData, OAuth2PermissionGrant, ServicePrincipal } from "./types.ts";

/** Scopes of OpenID Connect: about the sign-in, and permissions of Microsoft Graph. */
export const signInScopes: ReadonlySet<string> = new Set(["openid", "profile", "email", "offline_access"]);

/**
 * The scopes of `resource` that a client may use for the user, with an administrator's or the user's own
 * consent.
 */
export function consentedScopes(
  directory: DirectoryData,
  appId: string,
  userId: string,
  resource: ServicePrincipal,
): string[] {
  const grants = grantsFor(directory, appId, userId).filter(({ resourceId }) => resourceId === resource.id);
  return [...new Set(grants.flatMap(({ scope }) => scope.split(" ")))].filter((value) => value !== "");
}

/** All consents for this user and client, on any resource. */
export function grantsFor(directory: DirectoryData, appId: string, userId: string): OAuth2PermissionGrant[] {
  const client = findServicePrincipal(directory, appId);
  return directory.oauth2PermissionGrants.filter(
    ({ clientId, principalId, scope }) =>
      clientId === client?.id && (principalId === null || principalId === userId) && scope.trim() !== "",
  );
}

/**
 * Records one user's consent or, without a user, the administrator's consent for all users. There is one
 * record for each client, resource and principal. Further scopes are added to it.
 */
export function recordGrant(
  directory: DirectoryData,
  client: ServicePrincipal,
  resource: ServicePrincipal,
  scopes: readonly string[],
  userId: string | null,
): void {
  if (scopes.length === 0) return;
  const existing = directory.oauth2PermissionGrants.find(
    ({ clientId, resourceId, principalId }) =>
      clientId === client.id && resourceId === resource.id && principalId === userId,
  );
  if (existing) {
    existing.scope = [...new Set([...existing.scope.split(" "), ...scopes])].join(" ").trim();
    return;
  }
  directory.oauth2PermissionGrants.push({
    clientId: client.id,
    consentType: userId === null ? "AllPrincipals" : "Principal",
    principalId: userId,
    resourceId: resource.id,
    scope: scopes.join(" "),
  });
}

export interface AdminConsent {
  /** The client's `appId`. */
  application: string;
  /** Scope values, such as `User.Read.All`. */
  scopes: readonly string[];
  /** `appId` or App ID URI; by default Microsoft Graph. */
  on?: string;
}

/** @throws Error that names what the directory does not have */
export function grantAdminConsent(directory: DirectoryData, consent: AdminConsent): void {
  const client = knownServicePrincipal(directory, consent.application);
  const resource = knownServicePrincipal(directory, consent.on ?? microsoftGraphAppId);
  const known = resource.oauth2PermissionScopes.map(({ value }) => value);
  const unknown = consent.scopes.find((scope) => !known.includes(scope));
  if (unknown !== undefined) {
    throw new Error(`"${resource.displayName}" has no scope "${unknown}". It has: ${known.join(", ")}.`);
  }
  recordGrant(directory, client, resource, consent.scopes, null);
}
