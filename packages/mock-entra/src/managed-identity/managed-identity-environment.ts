import { identityHeader } from "../directory/seed-workload-identities.ts";
import type { Origins } from "../origins.ts";

/**
 * The variables that App Service sets for an application with a managed identity. MSAL and @azure/identity
 * read them.
 */
export interface ManagedIdentityEnvironment {
  IDENTITY_ENDPOINT: string;
  IDENTITY_HEADER: string;
}

export function managedIdentityEnvironment({ managedIdentity }: Origins): ManagedIdentityEnvironment {
  return {
    IDENTITY_ENDPOINT: managedIdentity,
    IDENTITY_HEADER: identityHeader,
  };
}
