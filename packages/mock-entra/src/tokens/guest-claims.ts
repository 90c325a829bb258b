import { isGuest } from "../directory/guests.ts";
import type { User } from "../directory/types.ts";
import type { MockState } from "../state/mock-state.ts";

/**
 * What tokens say of a guest, whose account at home has proved who it is: `idp` names the home tenant, `email` comes by default.
 * Members have neither for that reason.
 * @see https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference
 */
export function guestClaims({ tenants }: MockState, user: User): { idp?: string; email?: string } {
  const { mail } = user;
  if (!isGuest(user) || mail === null) return {};
  const home = tenants.find(({ directory }) => directory.findUser(mail));
  // For an account of no tenant, a code by mail is what proves it.
  return { idp: home ? `https://sts.windows.net/${home.directory.tenant.id}/` : "mail", email: mail };
}

/** The name that the user types: a guest's is that of the account at home. */
export function userNameClaim(user: User): string {
  return isGuest(user) && user.mail !== null ? user.mail : user.userPrincipalName;
}
