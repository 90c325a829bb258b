/** Where the mock answers, and hence what it calls itself. */
export interface Origins {
  /** Issuer, discovery, keys and the endpoints that applications call. */
  authority: string;
  /** The pages that a browser visits. */
  frontChannel: string;
  /** What a person types to enter a device code. */
  deviceVerificationUri: string;
  graph: string;
  /** The token endpoint that App Service would have beside the application. */
  managedIdentity: string;
  /** The mock's own portal, which Entra has elsewhere; `null` where no person can look at it. */
  portal: string | null;
}

/** The hosts of the real service: what in-process handlers intercept. */
export const realOrigins: Origins = {
  authority: "https://login.microsoftonline.com",
  frontChannel: "https://login.microsoftonline.com",
  deviceVerificationUri: "https://login.microsoft.com/device",
  graph: "https://graph.microsoft.com",
  managedIdentity: "http://169.254.129.4:8081/msi/token",
  portal: null,
};
