import { equalIgnoringCase } from "./look-up.ts";
import type { Tenant } from "./types.ts";

/** The tenant of all personal Microsoft accounts. */
export const personalTenantId = "9188040d-6c67-4c5b-b112-36a304b66dad";

/** Path segments for more than one tenant. */
export const sharedSegments = ["common", "organizations", "consumers"] as const;

/** No organization has these as ID or domain. */
export const reservedTenantNames: readonly string[] = [...sharedSegments, personalTenantId];

/** Whether a path segment names this tenant: by ID or domain. */
export function isNameOf({ id, defaultDomain }: Tenant, name: string): boolean {
  return equalIgnoringCase(name, id) || equalIgnoringCase(name, defaultDomain);
}
