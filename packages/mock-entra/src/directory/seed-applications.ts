import { microsoftGraph, microsoftGraphAppId } from "./microsoft-graph.ts";
import { managedIdentityCredential, workloadCredential } from "./seed-workload-identities.ts";
import type { AppRole, Application, RequiredResourceAccess, ServicePrincipal } from "./types.ts";

/** Public, and its text says so. */
export const remoteSecret = "workshop-only-not-a-secret-remote-server";

/** The entries under API permissions for these delegated permissions of Microsoft Graph. */
export function graphPermissions(...values: string[]): RequiredResourceAccess[] {
  return [
    {
      resourceAppId: microsoftGraphAppId,
      resourceAccess: microsoftGraph.oauth2PermissionScopes
        .filter(({ value }) => values.includes(value))
        .map(({ id }) => ({ id, type: "Scope" })),
    },
  ];
}

function role(id: string, value: string, displayName: string, description: string): AppRole {
  return {
    id,
    value,
    displayName,
    description,
    allowedMemberTypes: ["User"],
    isEnabled: true,
  };
}

export const directoryReaderRole = role(
  "c0ffee00-0001-4000-8000-0000000000c1",
  "Directory.Reader",
  "Directory readers",
  "May list the users of the directory",
);

export const auditorRole = role(
  "c0ffee00-0002-4000-8000-0000000000c2",
  "Auditor",
  "Auditors",
  "May read the audit log",
);

/** Scenario 1: a public client, which has no secret. */
export const localApplication: Application = {
  id: "b2e3d4c5-0001-4000-8000-0000000000b1",
  appId: "11111111-aaaa-4bbb-8ccc-000000000001",
  displayName: "My Local MCP Server",
  signInAudience: "AzureADMyOrg",
  identifierUris: [],
  isFallbackPublicClient: true,
  web: { redirectUris: [] },
  spa: { redirectUris: [] },
  publicClient: { redirectUris: ["http://localhost"] },
  requiredResourceAccess: graphPermissions("User.Read"),
  appRoles: [],
  passwordCredentials: [],
  keyCredentials: [],
  federatedIdentityCredentials: [],
  api: { requestedAccessTokenVersion: null, oauth2PermissionScopes: [] },
  optionalClaims: { idToken: [] },
  groupMembershipClaims: null,
};

/** Scenario 2: a confidential client with a secret and application roles. */
export const remoteApplication: Application = {
  id: "b2e3d4c5-0002-4000-8000-0000000000b2",
  appId: "22222222-aaaa-4bbb-8ccc-000000000002",
  displayName: "My Remote MCP Server",
  signInAudience: "AzureADMyOrg",
  identifierUris: [],
  isFallbackPublicClient: false,
  // The second one is for a server with a development certificate.
  web: { redirectUris: ["http://localhost:3001/auth/callback", "https://localhost:3001/auth/callback"] },
  spa: { redirectUris: [] },
  publicClient: { redirectUris: [] },
  requiredResourceAccess: graphPermissions("User.Read", "User.ReadBasic.All", "Mail.Send"),
  appRoles: [directoryReaderRole, auditorRole],
  passwordCredentials: [
    {
      keyId: "b2e3d4c5-0003-4000-8000-0000000000b3",
      displayName: "workshop",
      endDateTime: "2124-01-01T00:00:00Z",
      secretText: remoteSecret,
    },
  ],
  keyCredentials: [],
  federatedIdentityCredentials: [managedIdentityCredential, workloadCredential],
  api: { requestedAccessTokenVersion: 2, oauth2PermissionScopes: [] },
  optionalClaims: { idToken: [] },
  groupMembershipClaims: null,
};

/** The service principal, which the portal creates together with a registration. */
export function servicePrincipalOf(application: Application, id: string): ServicePrincipal {
  return {
    id,
    appId: application.appId,
    displayName: application.displayName,
    servicePrincipalType: "Application",
    appRoleAssignmentRequired: false,
    alternativeNames: [],
    servicePrincipalNames: [application.appId, ...application.identifierUris],
    oauth2PermissionScopes: application.api.oauth2PermissionScopes,
    appRoles: application.appRoles,
  };
}

export const localServicePrincipal = servicePrincipalOf(
  localApplication,
  "d4a5f6e7-0001-4000-8000-0000000000d1",
);
export const remoteServicePrincipal = servicePrincipalOf(
  remoteApplication,
  "d4a5f6e7-0002-4000-8000-0000000000d2",
);
