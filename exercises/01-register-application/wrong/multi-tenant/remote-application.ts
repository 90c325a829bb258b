// Mistake: Lets every organization's accounts sign in to the remote server.
// Caught by: [1.3] keeps other organizations out of the remote application
// An attacker: makes a tenant of his own, which is free, and signs in from there.
// Hint: “Multiple organizations” is AzureADMultipleOrgs; yours alone is AzureADMyOrg.
/** Scenario 2, a confidential client; with the field names of Microsoft Graph's application. */
export const remoteApplication = {
  displayName: "My Remote MCP Server",
  signInAudience: "AzureADMultipleOrgs",
  // Platform “Web”: whoever redeems a code there has to prove that they are the server.
  web: { redirectUris: ["http://localhost:3001/auth/callback"] },
  requiredResourceAccess: [
    {
      resourceAppId: "00000003-0000-0000-c000-000000000000", // Microsoft Graph
      resourceAccess: [{ id: "e1fe6dd8-ba31-4d61-89e7-88639da4683d", type: "Scope" }], // User.Read
    },
  ],
};
