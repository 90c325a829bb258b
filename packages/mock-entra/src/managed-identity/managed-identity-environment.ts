import { identityHeader } from "../directory/seed-workload-identities.ts";
import type { Origins } from "../origins.ts";

/** What App Service sets for an application with a managed identity, and what MSAL and @azure/identity read. */
export type ManagedIdentityEnvironment = {
  IDENTITY_ENDPOINT: string;
  IDENTITY_HEADER: string;
};

export const managedIdentityEnvironment = ({ managedIdentity }: Origins): ManagedIdentityEnvironment => ({
  IDENTITY_ENDPOINT: managedIdentity,
  IDENTITY_HEADER: identityHeader,
});
