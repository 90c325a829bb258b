/** The addresses of the mock, which are also its names in tokens and metadata. */
export interface Origins {
  /** Issuer, discovery, keys and the endpoints that applications call. */
  authority: string;
  /** The pages for browsers. */
  frontChannel: string;
  /** The address that a user opens to enter a device code. */
  deviceVerificationUri: string;
  graph: string;
  /** The token endpoint that App Service has for an application. */
  managedIdentity: string;
  /** The mock's own portal; `null` if no browser can open it. */
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
