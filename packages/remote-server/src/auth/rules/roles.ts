/**
 * The app roles of the registration in Entra that this server uses. Administrators assign them to users and
 * groups; Entra puts them into the id token.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/howto-add-app-roles-in-apps
 */
const roles = ["Directory.Reader", "Auditor"] as const;

export type Role = (typeof roles)[number];

/**
 * The roles that a session keeps. An application can define a hundred other roles. A session does not need
 * them, and has no space for them.
 */
export function knownRoles(claimed: readonly string[]): Role[] {
  return roles.filter((role) => claimed.includes(role));
}
