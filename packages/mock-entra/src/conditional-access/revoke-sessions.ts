import { knownUser } from "../directory/look-up.ts";
import type { MockState } from "../state/mock-state.ts";

/**
 * Signs a user out everywhere, as Graph's `revokeSignInSessions` does: browsers, refresh tokens, and the access tokens of
 * clients that understand claims challenges.
 * @param user of any tenant. If two tenants have the name, it is the user of the first one
 * @throws Error for a user who is in no directory
 */
export function revokeSessions(first: MockState, user: string): void {
  const state = first.tenants.find(({ directory }) => directory.findUser(user)) ?? first;
  const { id } = knownUser(state.directory, user);
  const { id: tenantId } = state.directory.tenant;
  for (const facts of state.signIns.values()) {
    if (facts.userId === id && facts.tenantId === tenantId) facts.revokedAt ??= state.clock.seconds();
  }
  for (const session of state.sessions.values()) {
    if (session.userId === id && session.tenantId === tenantId) session.expiresAt = 0;
  }
  for (const token of state.refreshTokens.values()) {
    if (token.userId === id && token.tenantId === tenantId) token.killed ??= "revoked";
  }
}
