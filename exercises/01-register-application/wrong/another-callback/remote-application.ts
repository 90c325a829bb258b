// Mistake: Registers another address than the one that the server takes its answer at.
// Caught by: [1.3] signs a person in, back to the server's callback
// Caught by: [1.3] redeems no code without a secret
// Caught by: [1.5] notes a secret with which the remote server can prove itself
// An attacker: gains nothing; Entra compares the whole address (AADSTS50011), and people register address after address until one works.
// Hint: Scheme, host and path are as the server has them: http://localhost:3001/auth/callback.
/** Scenario 2, a confidential client; with the field names of Microsoft Graph's application. */
export const remoteApplication = {
  displayName: "My Remote MCP Server",
  signInAudience: "AzureADMyOrg",
  // Platform “Web”: whoever redeems a code there has to prove that they are the server.
  web: { redirectUris: ["https://localhost:3001/callback"] },
  requiredResourceAccess: [
    {
      resourceAppId: "00000003-0000-0000-c000-000000000000", // Microsoft Graph
      resourceAccess: [{ id: "e1fe6dd8-ba31-4d61-89e7-88639da4683d", type: "Scope" }], // User.Read
    },
  ],
};
