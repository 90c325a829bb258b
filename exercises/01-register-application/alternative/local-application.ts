const microsoftGraph = "00000003-0000-0000-c000-000000000000";
const userRead = "e1fe6dd8-ba31-4d61-89e7-88639da4683d";

/** What both applications have in common. */
export function singleTenant(displayName: string) {
  return {
    displayName,
    signInAudience: "AzureADMyOrg",
    requiredResourceAccess: [
      { resourceAppId: microsoftGraph, resourceAccess: [{ id: userRead, type: "Scope" }] },
    ],
  };
}

export const localApplication = Object.assign(singleTenant("My Local MCP Server"), {
  publicClient: { redirectUris: ["http://localhost"] },
  isFallbackPublicClient: true,
});
