/** Scenario 2, a confidential client; with the field names of Microsoft Graph's application. */
export const remoteApplication = {
  // TODO 1.3: its name, whose accounts may sign in, on which platform, and where browsers bring the answer.
  displayName: "App",
  signInAudience: "AzureADandPersonalMicrosoftAccount",
  // TODO 1.4: what it wants of Microsoft Graph: requiredResourceAccess.
};
