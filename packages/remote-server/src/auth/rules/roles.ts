/**
 * The app roles of the registration in Entra that mean something here. Administrators assign them to users and groups;
 * Entra puts them into the id token.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/howto-add-app-roles-in-apps
 */
const roles = ["Directory.Reader", "Auditor"] as const;

export type Role = (typeof roles)[number];

/**
 * The roles that are worth remembering. An application can define a hundred others; a session has no use for them, and
 * no room.
 */
export function knownRoles(claimed: readonly string[]): Role[] {
  return roles.filter((role) => claimed.includes(role));
}
