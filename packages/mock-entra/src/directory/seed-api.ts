import {
  auditorRole,
  directoryReaderRole,
  graphPermissions,
  servicePrincipalOf,
} from "./seed-applications.ts";
import { managedIdentityCredential, workloadCredential } from "./seed-workload-identities.ts";
import { visualStudioCode } from "./visual-studio-code.ts";
import { tenant } from "./seed-tenant.ts";
import type { AppRole, Application, PermissionScope } from "./types.ts";

/** Public, and its text says so. */
export const apiSecret = "workshop-only-not-a-secret-mcp-api";

const apiAppId = "66666666-aaaa-4bbb-8ccc-000000000006";

/** The address of the MCP server, on a verified domain of the tenant. Clients send it as `resource`. */
export const apiResource = `https://mcp.${tenant.defaultDomain}/mcp`;

/** The remote server's address in a workshop. */
export const loopbackResource = "http://localhost:3001/mcp";

function scope(id: string, value: string, title: string, description: string): PermissionScope {
  return {
    id,
    value,
    type: "User",
    adminConsentDisplayName: title,
    adminConsentDescription: description,
    userConsentDisplayName: title,
    userConsentDescription: description,
    isEnabled: true,
  };
}

export const apiScopes = {
  toolsRead: scope(
    "5c09e500-0001-4000-8000-0000000000e1",
    "tools.read",
    "Call the tools about yourself",
    "Allows the client to call the MCP server's tools that read your own profile",
  ),
  directoryRead: scope(
    "5c09e500-0002-4000-8000-0000000000e2",
    "directory.read",
    "Call the tools about your colleagues",
    "Allows the client to call the MCP server's tools that list the people in your organization",
  ),
  mailSend: scope(
    "5c09e500-0003-4000-8000-0000000000e3",
    "mail.send",
    "Call the tools that send mail to yourself",
    "Allows the client to call the MCP server's tool that sends a mail from you to you",
  ),
};

/** The roles of the remote application, with other ids. Agents and daemons can also have the first one. */
export const apiRoles = {
  directoryReader: {
    ...directoryReaderRole,
    id: "c0ffee00-0003-4000-8000-0000000000c3",
    allowedMemberTypes: ["User", "Application"],
  },
  auditor: { ...auditorRole, id: "c0ffee00-0004-4000-8000-0000000000c4" },
} satisfies Record<string, AppRole>;

/**
 * The MCP server as a protected resource: clients send it tokens of Entra, and it calls Graph on behalf of
 * their users.
 * @see https://learn.microsoft.com/entra/identity-platform/scenario-protected-web-api-app-registration
 */
export const apiApplication: Application = {
  id: "b2e3d4c5-0006-4000-8000-0000000000b6",
  appId: apiAppId,
  displayName: "My MCP Server API",
  signInAudience: "AzureADMyOrg",
  identifierUris: [`api://${apiAppId}`, apiResource],
  isFallbackPublicClient: false,
  web: { redirectUris: [] },
  spa: { redirectUris: [] },
  publicClient: { redirectUris: [] },
  requiredResourceAccess: graphPermissions("User.Read", "User.ReadBasic.All", "Mail.Send"),
  appRoles: Object.values(apiRoles),
  passwordCredentials: [
    {
      keyId: "b2e3d4c5-0007-4000-8000-0000000000b7",
      displayName: "workshop",
      endDateTime: "2124-01-01T00:00:00Z",
      secretText: apiSecret,
    },
  ],
  keyCredentials: [],
  federatedIdentityCredentials: [
    { ...managedIdentityCredential, id: "b2e3d4c5-0008-4000-8000-0000000000b8" },
    { ...workloadCredential, id: "b2e3d4c5-0009-4000-8000-0000000000b9" },
  ],
  api: {
    requestedAccessTokenVersion: 2,
    oauth2PermissionScopes: Object.values(apiScopes),
    preAuthorizedApplications: [
      {
        appId: visualStudioCode.appId,
        delegatedPermissionIds: Object.values(apiScopes).map(({ id }) => id),
      },
    ],
  },
  optionalClaims: { idToken: [] },
  groupMembershipClaims: null,
};

/** A program with an MCP client, which is registered in Entra: a public client, on any port of loopback. */
export const clientApplication: Application = {
  id: "b2e3d4c5-000a-4000-8000-0000000000ba",
  appId: "88888888-aaaa-4bbb-8ccc-000000000008",
  displayName: "My MCP Client",
  signInAudience: "AzureADMyOrg",
  identifierUris: [],
  isFallbackPublicClient: true,
  web: { redirectUris: [] },
  spa: { redirectUris: [] },
  // The paths that MCP clients use. As in Entra, each matches on every port.
  publicClient: {
    redirectUris: ["", "/callback", "/oauth/callback"].flatMap((path) => [
      `http://localhost${path}`,
      `http://127.0.0.1${path}`,
    ]),
  },
  requiredResourceAccess: [
    {
      resourceAppId: apiAppId,
      resourceAccess: Object.values(apiScopes).map(({ id }) => ({ id, type: "Scope" })),
    },
  ],
  appRoles: [],
  passwordCredentials: [],
  keyCredentials: [],
  federatedIdentityCredentials: [],
  api: { requestedAccessTokenVersion: null, oauth2PermissionScopes: [] },
  optionalClaims: { idToken: [] },
  groupMembershipClaims: null,
};

export const apiServicePrincipal = servicePrincipalOf(apiApplication, "d4a5f6e7-0004-4000-8000-0000000000d4");
export const clientServicePrincipal = servicePrincipalOf(
  clientApplication,
  "d4a5f6e7-0005-4000-8000-0000000000d5",
);
