/** Scenario 2, a confidential client; with the field names of Microsoft Graph's application. */
export const remoteApplication = {
  // TODO 1.3: its name, which accounts can sign in, on which platform, and to which address browsers bring the code.
  displayName: "App",
  signInAudience: "AzureADandPersonalMicrosoftAccount",
  // TODO 1.4: its permissions for Microsoft Graph: requiredResourceAccess.
};
