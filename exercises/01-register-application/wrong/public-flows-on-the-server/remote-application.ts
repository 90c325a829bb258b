// Mistake: Allows public client flows for the remote server as well.
// Caught by: [1.3] leaves the device code to the local application
// An attacker: asks for device codes in the server's name and has people confirm them: the server's permissions are his.
// Hint: Only the local application needs isFallbackPublicClient.
/** Scenario 2, a confidential client; with the field names of Microsoft Graph's application. */
export const remoteApplication = {
  displayName: "My Remote MCP Server",
  signInAudience: "AzureADMyOrg",
  isFallbackPublicClient: true,
  // Platform “Web”: whoever redeems a code there has to prove that they are the server.
  web: { redirectUris: ["http://localhost:3001/auth/callback"] },
  requiredResourceAccess: [
    {
      resourceAppId: "00000003-0000-0000-c000-000000000000", // Microsoft Graph
      resourceAccess: [{ id: "e1fe6dd8-ba31-4d61-89e7-88639da4683d", type: "Scope" }], // User.Read
    },
  ],
};
