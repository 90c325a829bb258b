/** What the README names, what only describes the application to people, and what an exported file has by default. */
const agreed = new Set([
  "displayName",
  "signInAudience",
  "isFallbackPublicClient",
  "publicClient",
  "web",
  "spa",
  "requiredResourceAccess",
  "description",
  "notes",
  "tags",
  "info",
  "serviceManagementReference",
  "parentalControlSettings",
]);

/** The names of the further options that an application turns on. An empty or false one is not on. */
export function furtherOptions(application: object): string[] {
  // The version of tokens for an API of the application's own, which it does not have.
  const { api = {}, ...others }: { api?: object } = application;
  const { requestedAccessTokenVersion: _, ...ofApi }: { requestedAccessTokenVersion?: number } = api;
  const options = Object.entries({ ...others, api: ofApi }).filter(([name]) => !agreed.has(name));
  // Here it is the value false that takes a protection away.
  return options
    .filter(([name, value]) => name === "authenticationBehaviors" || !isOff(value))
    .map(([name]) => name);
}

function isOff(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.values(value).every(isOff);
  return value === undefined || value === null || value === false || value === "";
}
