import { findGuest, isGuest } from "../directory/guests.ts";
import type { User } from "../directory/types.ts";
import type { MockState } from "./mock-state.ts";

/** A user, and the tenant whose directory has the account. */
export interface HomeAccount {
  home: MockState;
  user: User;
}

/** An account of another tenant than this one, by object ID or by the name that its user enters. */
export function accountElsewhere(here: MockState, name: string): HomeAccount | undefined {
  for (const home of here.tenants) {
    const user = isSameTenant(home, here) ? undefined : home.directory.findUser(name);
    if (user) return { home, user };
  }
  return undefined;
}

/**
 * The account that proves who a user is: for a guest, the account at home. A guest whose home is none of the mock's tenants
 * has only the account here.
 */
export function homeAccount(here: MockState, user: User): HomeAccount {
  const elsewhere = isGuest(user) && user.mail !== null ? accountElsewhere(here, user.mail) : undefined;
  return elsewhere ?? { home: here, user };
}

/** The account of the same user in another tenant: as a guest there, or at home. */
export function accountIn(there: MockState, { home, user }: HomeAccount): User | undefined {
  return isSameTenant(there, home) ? user : findGuest(there.directory, user.userPrincipalName);
}

export function isSameTenant(one: MockState, other: MockState): boolean {
  return one.directory.tenant.id === other.directory.tenant.id;
}
