// Mistake: Puts the remote server's callback under “Mobile and desktop applications” .
// Caught by: [1.3] signs a person in, back to the server's callback
// Caught by: [1.3] redeems no code without a secret
// Caught by: [1.5] notes a secret with which the remote server can prove itself
// An attacker: redeems a stolen code without any secret: to Entra this is a public client.
// Hint: The platform Web makes Entra ask for a credential with every code.
/** Scenario 2, a confidential client; with the field names of Microsoft Graph's application. */
export const remoteApplication = {
  displayName: "My Remote MCP Server",
  signInAudience: "AzureADMyOrg",
  // Platform “Web”: whoever redeems a code there has to prove that they are the server.
  publicClient: { redirectUris: ["http://localhost:3001/auth/callback"] },
  requiredResourceAccess: [
    {
      resourceAppId: "00000003-0000-0000-c000-000000000000", // Microsoft Graph
      resourceAccess: [{ id: "e1fe6dd8-ba31-4d61-89e7-88639da4683d", type: "Scope" }], // User.Read
    },
  ],
};
