import type { Tenant } from "../directory/types.ts";
import type { SignInFacts } from "../state/records.ts";

/**
 * Whether the user has shown a second factor in this tenant. By default, a tenant does not trust the one of another tenant.
 * @see https://learn.microsoft.com/entra/external-id/cross-tenant-access-overview
 */
export function hasSecondFactor(facts: SignInFacts | undefined, { id }: Tenant): boolean {
  return facts?.tenantId === id && facts.methods.includes("mfa");
}
