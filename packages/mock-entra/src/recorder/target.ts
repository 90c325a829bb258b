/** The tenant and the application for the recording: the user's own. */
export interface RecordingTarget {
  /** Without a tenant and without a slash at the end. */
  authorityHost: string;
  graphBaseUrl: string;
  /** Tenant ID or verified domain. */
  tenant: string;
  clientId: string;
  /** A redirect URI that the application has. */
  redirectUri: string;
}
