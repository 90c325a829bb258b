import {
  apiApplication,
  apiRoles,
  apiScopes,
  apiServicePrincipal,
  clientApplication,
  clientServicePrincipal,
} from "./seed-api.ts";
import { globalAdministratorRoleId } from "./directory-roles.ts";
import { microsoftGraph } from "./microsoft-graph.ts";
import { adminConsent, serverPermissions } from "./seed-consents.ts";
import { tokenExchange } from "./seed-workload-identities.ts";
import type { Application, DirectoryData, Tenant, User } from "./types.ts";
import { visualStudioCodePrincipal } from "./visual-studio-code.ts";

export const secondTenant: Tenant = {
  id: "2e5d8c1f-6a7b-4c8d-9e0f-ba9876543210",
  displayName: "Another Company",
  defaultDomain: "anothercompany.onmicrosoft.com",
};

/** The administrator of the second tenant: in her own tenant, she can give herself any role and consent. */
export const mallory: User = {
  id: "a1d2c3b4-0004-4000-8000-0000000000a4",
  userPrincipalName: `mallory@${secondTenant.defaultDomain}`,
  displayName: "Mallory Intruder",
  givenName: "Mallory",
  surname: "Intruder",
  mail: `mallory@${secondTenant.defaultDomain}`,
  jobTitle: null,
  mobilePhone: null,
  officeLocation: null,
  preferredLanguage: null,
  businessPhones: [],
  department: null,
  accountEnabled: true,
  passwordProfile: { password: "workshop-only-not-a-secret-mallory" },
};

function multitenant(application: Application): Application {
  return { ...application, signInAudience: "AzureADMultipleOrgs" };
}

/**
 * A new copy of the second tenant. It contains the API and its client as if they were multitenant. One click
 * in the portal does this, and then the users of every tenant get tokens with the API's audience.
 */
export function createSecondTenantData(): DirectoryData {
  return structuredClone({
    tenant: secondTenant,
    users: [mallory],
    groups: [],
    applications: [multitenant(apiApplication), multitenant(clientApplication)],
    servicePrincipals: [
      microsoftGraph,
      tokenExchange,
      apiServicePrincipal,
      clientServicePrincipal,
      visualStudioCodePrincipal,
    ],
    appRoleAssignments: Object.values(apiRoles).map(({ id }) => ({
      principalId: mallory.id,
      resourceId: apiServicePrincipal.id,
      appRoleId: id,
    })),
    oauth2PermissionGrants: [
      adminConsent(apiServicePrincipal, serverPermissions),
      adminConsent(clientServicePrincipal, "openid profile offline_access"),
      {
        ...adminConsent(clientServicePrincipal, scopeValues()),
        resourceId: apiServicePrincipal.id,
      },
    ],
    directoryRoleAssignments: [{ principalId: mallory.id, roleDefinitionId: globalAdministratorRoleId }],
    conditionalAccessPolicies: [],
  });
}

function scopeValues(): string {
  return Object.values(apiScopes)
    .map(({ value }) => value)
    .join(" ");
}
