import { knownUser } from "../directory/look-up.ts";
import type { MockState } from "../state/mock-state.ts";

/**
 * Signs a user out everywhere, as Graph's `revokeSignInSessions` does: browsers, refresh tokens, and the access tokens of
 * clients that understand claims challenges.
 * @throws Error for a user who is not in the directory
 */
export function revokeSessions(state: MockState, user: string): void {
  const { id } = knownUser(state.directory, user);
  for (const facts of state.signIns.values()) {
    if (facts.userId === id) facts.revokedAt ??= state.clock.seconds();
  }
  for (const session of state.sessions.values()) {
    if (session.userId === id) session.expiresAt = 0;
  }
  for (const token of state.refreshTokens.values()) {
    if (token.userId === id) token.killed ??= "revoked";
  }
}
