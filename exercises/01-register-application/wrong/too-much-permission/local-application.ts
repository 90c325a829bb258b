// Mistake: Asks for the whole directory.
// Caught by: [1.4] asks Microsoft Graph for User.Read and nothing else, locally
// An attacker: reads every user, group and device with one stolen token.
// Hint: GET /me needs the delegated permission User.Read and nothing else.
/** Scenario 1, a public client; with the field names of Microsoft Graph's application. */
export const localApplication = {
  displayName: "My Local MCP Server",
  // Accounts in this organizational directory only.
  signInAudience: "AzureADMyOrg",
  // “Allow public client flows”: the device code needs it.
  isFallbackPublicClient: true,
  // Platform “Mobile and desktop applications”. Any port of localhost will do, so none is named.
  publicClient: { redirectUris: ["http://localhost"] },
  requiredResourceAccess: [
    {
      resourceAppId: "00000003-0000-0000-c000-000000000000", // Microsoft Graph
      resourceAccess: [{ id: "06da0dbc-49e2-44d2-8312-53f166ab848a", type: "Scope" }], // Directory.Read.All
    },
  ],
};
