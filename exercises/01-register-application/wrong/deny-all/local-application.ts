// Mistake: Registers the local application without any way to sign in.
// Caught by: [1.2] signs a person in through the browser, back to localhost
// Caught by: [1.2] signs a person in by device code
// An attacker: gains nothing; but people who cannot sign in ask for a password to be sent by mail.
// Hint: A public client needs a redirect URI for browsers and “Allow public client flows” for device codes.
/** Scenario 1, a public client; with the field names of Microsoft Graph's application. */
export const localApplication = {
  displayName: "My Local MCP Server",
  // Accounts in this organizational directory only.
  signInAudience: "AzureADMyOrg",
  // “Allow public client flows”: the device code needs it.
  isFallbackPublicClient: false,
  // Platform “Mobile and desktop applications”. Any port of localhost will do, so none is named.
  publicClient: { redirectUris: [] },
  requiredResourceAccess: [
    {
      resourceAppId: "00000003-0000-0000-c000-000000000000", // Microsoft Graph
      resourceAccess: [{ id: "e1fe6dd8-ba31-4d61-89e7-88639da4683d", type: "Scope" }], // User.Read
    },
  ],
};
