// Mistake: Registers an address at which MSAL does not wait.
// Caught by: [1.2] signs a person in through the browser, back to localhost
// An attacker: gains nothing; Entra compares scheme, host and path (AADSTS50011), and nobody can sign in.
// Hint: http://localhost, without https, port or path.
/** Scenario 1, a public client; with the field names of Microsoft Graph's application. */
export const localApplication = {
  displayName: "My Local MCP Server",
  // Accounts in this organizational directory only.
  signInAudience: "AzureADMyOrg",
  // “Allow public client flows”: the device code needs it.
  isFallbackPublicClient: true,
  // Platform “Mobile and desktop applications”. Any port of localhost will do, so none is named.
  publicClient: { redirectUris: ["https://localhost"] },
  requiredResourceAccess: [
    {
      resourceAppId: "00000003-0000-0000-c000-000000000000", // Microsoft Graph
      resourceAccess: [{ id: "e1fe6dd8-ba31-4d61-89e7-88639da4683d", type: "Scope" }], // User.Read
    },
  ],
};
