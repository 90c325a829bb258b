// Mistake: Asks for an application permission in place of a delegated one.
// Caught by: [1.4] asks Microsoft Graph for User.Read and nothing else, remotely
// An attacker: who has the server's secret reads everybody's profile, without anybody signed in.
// Hint: Delegated permissions have the type Scope, application permissions the type Role.
/** Scenario 2, a confidential client; with the field names of Microsoft Graph's application. */
export const remoteApplication = {
  displayName: "My Remote MCP Server",
  signInAudience: "AzureADMyOrg",
  // Platform “Web”: whoever redeems a code there has to prove that they are the server.
  web: { redirectUris: ["http://localhost:3001/auth/callback"] },
  requiredResourceAccess: [
    {
      resourceAppId: "00000003-0000-0000-c000-000000000000", // Microsoft Graph
      resourceAccess: [{ id: "df021288-bdef-4463-88db-98f22de89214", type: "Role" }], // User.Read.All
    },
  ],
};
