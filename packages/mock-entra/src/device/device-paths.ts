/** The page where the user enters a user code. The address that a device shows redirects here. */
export const deviceAuthPath = "/common/oauth2/deviceauth";

/** Where the user answers, in the tenant of the account. */
export function deviceConfirmPath(tenantSegment: string): string {
  return `/${encodeURIComponent(tenantSegment)}/oauth2/deviceauth/confirm`;
}
