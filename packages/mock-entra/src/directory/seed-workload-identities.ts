import { tenant } from "./seed-tenant.ts";
import { tokenExchangeAppId, tokenExchangeAudience } from "./token-exchange.ts";
import type { FederatedIdentityCredential, ServicePrincipal } from "./types.ts";

/** Public, and its text says so: the value that App Service sets in IDENTITY_HEADER. */
export const identityHeader = "workshop-only-not-a-secret-identity-header";

/** The managed identity's name in Azure Resource Manager. */
export const managedIdentityResourceId =
  "/subscriptions/5ab5c7f1-0001-4000-8000-0000000000f1/resourcegroups/mcp-workshop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-my-remote-mcp-server";

/**
 * For a remote server without a secret: a user-assigned managed identity. Entra accepts only this kind as a
 * federated credential.
 */
export const remoteManagedIdentity: ServicePrincipal = {
  id: "d4a5f6e7-0003-4000-8000-0000000000d3",
  appId: "77777777-aaaa-4bbb-8ccc-000000000007",
  displayName: "id-my-remote-mcp-server",
  servicePrincipalType: "ManagedIdentity",
  appRoleAssignmentRequired: false,
  alternativeNames: ["isExplicit=True", managedIdentityResourceId],
  servicePrincipalNames: ["77777777-aaaa-4bbb-8ccc-000000000007"],
  oauth2PermissionScopes: [],
  appRoles: [],
};

/** The resource whose tokens can only be exchanged. Every tenant has it. */
export const tokenExchange: ServicePrincipal = {
  id: "5f2a6b0e-6c1d-4a52-9e53-0c5b7a3f1d11",
  appId: tokenExchangeAppId,
  displayName: "AAD Token Exchange Endpoint: Public",
  servicePrincipalType: "Application",
  appRoleAssignmentRequired: false,
  alternativeNames: [],
  servicePrincipalNames: [tokenExchangeAppId, tokenExchangeAudience],
  oauth2PermissionScopes: [],
  appRoles: [],
};

/** A workload outside Azure, with a name of a Kubernetes cluster. */
export const workload = {
  issuer: "https://workload.mcpworkshop.example",
  subject: "system:serviceaccount:mcp:remote-server",
} as const;

export const managedIdentityCredential: FederatedIdentityCredential = {
  id: "b2e3d4c5-0004-4000-8000-0000000000b4",
  name: "managed-identity",
  issuer: `https://login.microsoftonline.com/${tenant.id}/v2.0`,
  subject: remoteManagedIdentity.id,
  audiences: [tokenExchangeAudience],
  description: "The remote server in Azure",
};

export const workloadCredential: FederatedIdentityCredential = {
  id: "b2e3d4c5-0005-4000-8000-0000000000b5",
  name: "workload",
  issuer: workload.issuer,
  subject: workload.subject,
  audiences: [tokenExchangeAudience],
  description: "The remote server in a cluster",
};
