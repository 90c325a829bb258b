import { isForPersonalAccounts, isNameOf, sharedSegments } from "../directory/tenant-names.ts";
import type { Application, Tenant } from "../directory/types.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import type { MockState } from "../state/mock-state.ts";
import { isGuid } from "../trace/redact-url.ts";

export type SharedSegment = (typeof sharedSegments)[number];

export function isSharedSegment(segment: string): segment is SharedSegment {
  return sharedSegments.some((shared) => shared === segment.toLowerCase());
}

/**
 * The tenant of a path segment: by GUID, by domain or, for a shared segment, the user's home tenant.
 * @throws EntraError 900023 or 90002
 */
export function resolveTenant({ directory }: MockState, segment: string): Tenant {
  const { tenant } = directory;
  if (isSharedSegment(segment) || isNameOf(tenant, segment)) return tenant;
  const isWellFormed = isGuid(segment) || /^[a-z\d-]+(\.[a-z\d-]+)+$/u.test(segment.toLowerCase());
  throw isWellFormed ? aadsts.tenantNotFound(segment) : aadsts.tenantMalformed(segment);
}

/** @throws EntraError 50194, 9002331 or 9002332 if the application does not accept accounts of the endpoint's kind. */
export function assertAudience(application: Application, segment: string): void {
  const { appId, displayName, signInAudience } = application;
  if (isForPersonalAccounts(segment)) {
    if (!signInAudience.includes("Personal")) throw aadsts.personalAccountsOnly(appId);
    return;
  }
  if (signInAudience === "PersonalMicrosoftAccount") throw aadsts.personalApplication(appId, displayName);
  if (signInAudience === "AzureADMyOrg" && isSharedSegment(segment)) {
    throw aadsts.singleTenantApplication(appId, displayName);
  }
}
