/** Scenario 1, a public client; with the field names of Microsoft Graph's application. */
export const localApplication = {
  // TODO 1.1: its name in the portal, and whose accounts may sign in.
  displayName: "App",
  signInAudience: "AzureADandPersonalMicrosoftAccount",
  // TODO 1.2: may it use the device code? Where do browsers bring the answer?
  isFallbackPublicClient: false,
  publicClient: { redirectUris: [] },
  // TODO 1.4: what it wants of Microsoft Graph: requiredResourceAccess.
};
