import { identityHeader } from "../directory/seed-workload-identities.ts";
import type { Origins } from "../origins.ts";

/** What App Service sets for an application with a managed identity, and what MSAL and @azure/identity read. */
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
