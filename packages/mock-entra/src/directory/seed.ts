import { globalAdministratorRoleId } from "./directory-roles.ts";
import { microsoftGraph } from "./microsoft-graph.ts";
import {
  apiApplication,
  apiResource,
  apiRoles,
  apiScopes,
  apiSecret,
  apiServicePrincipal,
  clientApplication,
  clientServicePrincipal,
  loopbackResource,
} from "./seed-api.ts";
import {
  auditorRole,
  directoryReaderRole,
  localApplication,
  localServicePrincipal,
  remoteApplication,
  remoteSecret,
  remoteServicePrincipal,
} from "./seed-applications.ts";
import { mallory, secondTenant } from "./second-tenant.ts";
import { adminConsent, serverPermissions } from "./seed-consents.ts";
import { seedGroups } from "./seed-groups.ts";
import { seedUsers } from "./seed-users.ts";
import { tenant } from "./seed-tenant.ts";
import { visualStudioCode, visualStudioCodePrincipal } from "./visual-studio-code.ts";
import {
  identityHeader,
  managedIdentityResourceId,
  remoteManagedIdentity,
  tokenExchange,
  workload,
} from "./seed-workload-identities.ts";
import type { AppRole, AppRoleAssignment, DirectoryData, ServicePrincipal, User } from "./types.ts";

function assignment(
  { id: principalId }: User,
  { id: resourceId }: ServicePrincipal,
  { id: appRoleId }: AppRole,
): AppRoleAssignment {
  return { principalId, resourceId, appRoleId };
}

/**
 * A new copy of the seed tenant: the two servers and the API with an administrator's consent, a client that
 * users consent to themselves, three users, two groups.
 */
export function createSeedData(allowsLoopbackIdentifierUris = false): DirectoryData {
  const data: DirectoryData = structuredClone({
    tenant,
    users: Object.values(seedUsers),
    groups: Object.values(seedGroups),
    applications: [localApplication, remoteApplication, apiApplication, clientApplication],
    servicePrincipals: [
      microsoftGraph,
      tokenExchange,
      localServicePrincipal,
      remoteServicePrincipal,
      remoteManagedIdentity,
      visualStudioCodePrincipal,
      apiServicePrincipal,
      clientServicePrincipal,
    ],
    appRoleAssignments: [
      assignment(seedUsers.ada, remoteServicePrincipal, directoryReaderRole),
      assignment(seedUsers.grace, remoteServicePrincipal, auditorRole),
      assignment(seedUsers.ada, apiServicePrincipal, apiRoles.directoryReader),
      assignment(seedUsers.grace, apiServicePrincipal, apiRoles.auditor),
    ],
    oauth2PermissionGrants: [
      adminConsent(localServicePrincipal, "openid profile email offline_access User.Read"),
      adminConsent(remoteServicePrincipal, serverPermissions),
      adminConsent(apiServicePrincipal, serverPermissions),
    ],
    directoryRoleAssignments: [
      { principalId: seedUsers.grace.id, roleDefinitionId: globalAdministratorRoleId },
    ],
    conditionalAccessPolicies: [],
  });
  const api = data.applications.find(({ appId }) => appId === apiApplication.appId);
  if (allowsLoopbackIdentifierUris) api?.identifierUris.push(loopbackResource);
  return data;
}

function account({ id, userPrincipalName, displayName, passwordProfile }: User) {
  return {
    id,
    userPrincipalName,
    displayName: displayName ?? userPrincipalName,
    password: passwordProfile.password,
  };
}

/** The stable names of the seed, for configuration and assertions. Every secret in it is public. */
export const seed = {
  tenant: { id: tenant.id, domain: tenant.defaultDomain, displayName: tenant.displayName },
  users: {
    /** App role `Directory.Reader` on the remote application and on the API. */
    ada: account(seedUsers.ada),
    /** App role `Auditor` on the remote application and on the API, and Global Administrator of the tenant. */
    grace: account(seedUsers.grace),
    /** No role. */
    alan: account(seedUsers.alan),
  },
  /** Another tenant, with its own keys and issuer. Its roles and consents are not valid here. */
  secondTenant: {
    id: secondTenant.id,
    domain: secondTenant.defaultDomain,
    displayName: secondTenant.displayName,
    /** Administers it, and has every role of the API there. */
    mallory: account(mallory),
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
    /** The MCP server as a protected resource: version 2 tokens, and Graph on behalf of its callers. */
    api: {
      appId: apiApplication.appId,
      displayName: apiApplication.displayName,
      secret: apiSecret,
      /**
       * The first part of its scopes, and the `resource` of its clients: an App ID URI on a verified domain.
       */
      resource: apiResource,
      /** The same on this machine: only with `allowLoopbackIdentifierUris`. */
      loopbackResource,
      scopes: {
        toolsRead: apiScopes.toolsRead.value,
        directoryRead: apiScopes.directoryRead.value,
        mailSend: apiScopes.mailSend.value,
      },
    },
    /**
     * Visual Studio Code, which Microsoft has registered for all tenants. The API has preauthorized it, so no
     * user is asked.
     */
    visualStudioCode: { appId: visualStudioCode.appId, displayName: visualStudioCode.displayName },
    /** An MCP client that is registered in Entra: public, and no user has consented to it yet. */
    client: {
      appId: clientApplication.appId,
      displayName: clientApplication.displayName,
      redirectUri: "http://localhost/callback",
    },
  },
  /** User-assigned; the remote application accepts its tokens in place of a secret. */
  managedIdentity: {
    clientId: remoteManagedIdentity.appId,
    principalId: remoteManagedIdentity.id,
    resourceId: managedIdentityResourceId,
    identityHeader,
  },
  /**
   * The workload of a remote server outside Azure. The remote application accepts its tokens in place of a
   * secret.
   */
  workload,
} as const;
