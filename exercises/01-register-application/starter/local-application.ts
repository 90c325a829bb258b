/** Scenario 1, a public client; with the field names of Microsoft Graph's application. */
export const localApplication = {
  // TODO 1.1: its name in the portal, and which accounts can sign in.
  displayName: "App",
  signInAudience: "AzureADandPersonalMicrosoftAccount",
  // TODO 1.2: may it use the device code? To which address do browsers bring the code?
  isFallbackPublicClient: false,
  publicClient: { redirectUris: [] },
  // TODO 1.4: its permissions for Microsoft Graph: requiredResourceAccess.
};
