import { isGuest } from "../directory/guests.ts";
import type { User } from "../directory/types.ts";
import { accountElsewhere } from "../state/home-account.ts";
import type { MockState } from "../state/mock-state.ts";

/**
 * The claims that only a guest gets by default: `idp` is the tenant of the account at home, `email` is its name.
 * @see https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference
 */
export function guestClaims(state: MockState, user: User): { idp?: string; email?: string } {
  const { mail } = user;
  if (!isGuest(user) || mail === null) return {};
  const account = accountElsewhere(state, mail);
  // A user whose account is in no tenant signs in with a code by mail.
  return {
    idp: account ? `https://sts.windows.net/${account.home.directory.tenant.id}/` : "mail",
    email: mail,
  };
}

/** The name that the user enters. For a guest, it is the name of the account at home. */
export function userNameClaim(user: User): string {
  return isGuest(user) && user.mail !== null ? user.mail : user.userPrincipalName;
}
