import { microsoftGraph } from "./microsoft-graph.ts";
import type { OAuth2PermissionGrant, ServicePrincipal } from "./types.ts";

/** An administrator has consented to these permissions of Microsoft Graph for all users. */
export function adminConsent(client: ServicePrincipal, scope: string): OAuth2PermissionGrant {
  return {
    clientId: client.id,
    consentType: "AllPrincipals",
    principalId: null,
    resourceId: microsoftGraph.id,
    scope,
  };
}

/** The permissions of the remote server, as a client and as an API. */
export const serverPermissions = "openid profile email offline_access User.Read User.ReadBasic.All Mail.Send";
