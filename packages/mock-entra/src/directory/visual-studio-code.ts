import type { Application, ServicePrincipal } from "./types.ts";

const appId = "aebc6443-996d-45c2-90f0-388ff96faa56";

/**
 * Visual Studio Code signs in with a client ID of Microsoft: no tenant registers it, and no tenant can change
 * it. Its redirect URIs are unconfirmed, except for loopback.
 * @see https://learn.microsoft.com/azure/app-service/configure-authentication-mcp-server-vscode
 */
export const visualStudioCode: Application = {
  id: "b2e3d4c5-000b-4000-8000-0000000000bb",
  appId,
  displayName: "Visual Studio Code",
  signInAudience: "AzureADandPersonalMicrosoftAccount",
  identifierUris: [],
  isFallbackPublicClient: true,
  web: { redirectUris: [] },
  spa: { redirectUris: [] },
  publicClient: {
    redirectUris: ["http://localhost", "http://127.0.0.1", "https://vscode.dev/redirect"],
  },
  requiredResourceAccess: [],
  appRoles: [],
  passwordCredentials: [],
  keyCredentials: [],
  federatedIdentityCredentials: [],
  api: { requestedAccessTokenVersion: null, oauth2PermissionScopes: [] },
  optionalClaims: { idToken: [] },
  groupMembershipClaims: null,
};

/** Its service principal in the tenant, which needs no registration. */
export const visualStudioCodePrincipal: ServicePrincipal = {
  id: "d4a5f6e7-0006-4000-8000-0000000000d6",
  appId,
  displayName: visualStudioCode.displayName,
  servicePrincipalType: "Application",
  appRoleAssignmentRequired: false,
  alternativeNames: [],
  servicePrincipalNames: [appId],
  oauth2PermissionScopes: [],
  appRoles: [],
};
