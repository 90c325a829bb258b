// Mistake: Lets every organization's accounts sign in to the local application.
// Caught by: [1.1] keeps other organizations out of the local application
// An attacker: shows your application's name to people of other organizations, and collects their consent to whatever it asks for.
// Hint: Both applications are for your organization: signInAudience AzureADMyOrg.
/** Scenario 1, a public client; with the field names of Microsoft Graph's application. */
export const localApplication = {
  displayName: "My Local MCP Server",
  // Accounts in this organizational directory only.
  signInAudience: "AzureADMultipleOrgs",
  // “Allow public client flows”: the device code needs it.
  isFallbackPublicClient: true,
  // Platform “Mobile and desktop applications”. Any port of localhost will do, so none is named.
  publicClient: { redirectUris: ["http://localhost"] },
  requiredResourceAccess: [
    {
      resourceAppId: "00000003-0000-0000-c000-000000000000", // Microsoft Graph
      resourceAccess: [{ id: "e1fe6dd8-ba31-4d61-89e7-88639da4683d", type: "Scope" }], // User.Read
    },
  ],
};
