/** Scenario 1, a public client; with the field names of Microsoft Graph's application. */
export const localApplication = {
  displayName: "My Local MCP Server",
  // Accounts in this organizational directory only.
  signInAudience: "AzureADMyOrg",
  // “Allow public client flows”: the device code needs it.
  isFallbackPublicClient: true,
  // Platform “Mobile and desktop applications”. Entra accepts every port of localhost, so there is none here.
  publicClient: { redirectUris: ["http://localhost"] },
  requiredResourceAccess: [
    {
      resourceAppId: "00000003-0000-0000-c000-000000000000", // Microsoft Graph
      resourceAccess: [{ id: "e1fe6dd8-ba31-4d61-89e7-88639da4683d", type: "Scope" }], // User.Read
    },
  ],
};
