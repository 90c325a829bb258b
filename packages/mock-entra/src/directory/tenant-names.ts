import { equalIgnoringCase } from "./look-up.ts";
import type { Tenant } from "./types.ts";

/** The tenant of all personal Microsoft accounts. The ID is the real one, the name is unconfirmed. */
export const personalTenant: Tenant = {
  id: "9188040d-6c67-4c5b-b112-36a304b66dad",
  displayName: "Microsoft Accounts",
  defaultDomain: "live.com",
};

/** Path segments for more than one tenant. */
export const sharedSegments = ["common", "organizations", "consumers"] as const;

/** No organization has these as ID or domain. */
export const reservedTenantNames: readonly string[] = [
  ...sharedSegments,
  personalTenant.id,
  personalTenant.defaultDomain,
];

/** Whether a path segment means personal accounts: `consumers`, or the ID of their tenant. */
export function isForPersonalAccounts(segment: string): boolean {
  return equalIgnoringCase(segment, "consumers") || isNameOf(personalTenant, segment);
}

/** Whether a path segment names this tenant: by ID or domain. */
export function isNameOf({ id, defaultDomain }: Tenant, name: string): boolean {
  return equalIgnoringCase(name, id) || equalIgnoringCase(name, defaultDomain);
}

/** Whether any organization's user can sign in at this address. At `consumers`, only personal accounts can. */
export function takesEveryOrganization(tenantSegment: string): boolean {
  return ["common", "organizations"].includes(tenantSegment.toLowerCase());
}
