import type { User } from "../directory/types.ts";
import { homeAccount } from "../state/home-account.ts";
import type { MockState } from "../state/mock-state.ts";

/**
 * MSAL computes an account's `homeAccountId` from it: so a guest has the object ID and the tenant of the account at home, and
 * MSAL finds one refresh token for all tenants.
 */
export function clientInfo(state: MockState, user: User): string {
  const account = homeAccount(state, user);
  const info = { uid: account.user.id, utid: account.home.directory.tenant.id };
  return Buffer.from(JSON.stringify(info)).toString("base64url");
}
