import { globalAdministratorRoleId } from "./directory-roles.ts";
import { microsoftGraph } from "./microsoft-graph.ts";
import {
  auditorRole,
  directoryReaderRole,
  localApplication,
  localServicePrincipal,
  remoteApplication,
  remoteSecret,
  remoteServicePrincipal,
} from "./seed-applications.ts";
import { seedGroups } from "./seed-groups.ts";
import { seedUsers } from "./seed-users.ts";
import { tenant } from "./seed-tenant.ts";
import {
  identityHeader,
  managedIdentityResourceId,
  remoteManagedIdentity,
  tokenExchange,
  workload,
} from "./seed-workload-identities.ts";
import type { DirectoryData, OAuth2PermissionGrant, ServicePrincipal } from "./types.ts";

function adminConsent(client: ServicePrincipal, scope: string): OAuth2PermissionGrant {
  return {
    clientId: client.id,
    consentType: "AllPrincipals",
    principalId: null,
    resourceId: microsoftGraph.id,
    scope,
  };
}

/** A fresh copy of the whole seed tenant: two applications that an administrator has consented to, three users, two groups. */
export function createSeedData(): DirectoryData {
  return structuredClone({
    tenant,
    users: Object.values(seedUsers),
    groups: Object.values(seedGroups),
    applications: [localApplication, remoteApplication],
    servicePrincipals: [
      microsoftGraph,
      tokenExchange,
      localServicePrincipal,
      remoteServicePrincipal,
      remoteManagedIdentity,
    ],
    appRoleAssignments: [
      {
        principalId: seedUsers.ada.id,
        resourceId: remoteServicePrincipal.id,
        appRoleId: directoryReaderRole.id,
      },
      { principalId: seedUsers.grace.id, resourceId: remoteServicePrincipal.id, appRoleId: auditorRole.id },
    ],
    oauth2PermissionGrants: [
      adminConsent(localServicePrincipal, "openid profile email offline_access User.Read"),
      adminConsent(
        remoteServicePrincipal,
        "openid profile email offline_access User.Read User.ReadBasic.All Mail.Send",
      ),
    ],
    directoryRoleAssignments: [
      { principalId: seedUsers.grace.id, roleDefinitionId: globalAdministratorRoleId },
    ],
    conditionalAccessPolicies: [],
  });
}

type SeedUser = (typeof seedUsers)[keyof typeof seedUsers];

function account({ id, userPrincipalName, displayName, passwordProfile }: SeedUser) {
  return {
    id,
    userPrincipalName,
    displayName,
    password: passwordProfile.password,
  };
}

/** The stable names of the seed, for configuration and assertions. Every secret in it is public. */
export const seed = {
  tenant: { id: tenant.id, domain: tenant.defaultDomain, displayName: tenant.displayName },
  users: {
    /** App role `Directory.Reader` on the remote application. */
    ada: account(seedUsers.ada),
    /** App role `Auditor` on the remote application, and Global Administrator of the tenant. */
    grace: account(seedUsers.grace),
    /** No role. */
    alan: account(seedUsers.alan),
  },
  groups: {
    /** Ada and Alan. */
    engineering: { id: seedGroups.engineering.id, displayName: seedGroups.engineering.displayName },
    /** Grace. */
    compliance: { id: seedGroups.compliance.id, displayName: seedGroups.compliance.displayName },
  },
  applications: {
    /** Public client: any port of `http://localhost`. */
    local: {
      appId: localApplication.appId,
      displayName: localApplication.displayName,
      redirectUri: "http://localhost",
    },
    /** Confidential client. */
    remote: {
      appId: remoteApplication.appId,
      displayName: remoteApplication.displayName,
      secret: remoteSecret,
      redirectUri: "http://localhost:3001/auth/callback",
    },
  },
  /** User-assigned; the remote application accepts its tokens in place of a secret. */
  managedIdentity: {
    clientId: remoteManagedIdentity.appId,
    principalId: remoteManagedIdentity.id,
    resourceId: managedIdentityResourceId,
    identityHeader,
  },
  /** What runs the remote server outside Azure; the remote application accepts its tokens in place of a secret. */
  workload,
} as const;
