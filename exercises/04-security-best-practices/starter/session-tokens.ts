export interface Tokens {
  accessToken: string;
  refreshToken: string;
  /** Of the access token. */
  expiresInSeconds: number;
}

export interface SessionTokens {
  issue(userId: string): Tokens;
  /** @returns the user, if the access token is valid. */
  verify(accessToken: string): string | undefined;
  /** @returns the next pair, or undefined if the refresh token is not valid (any more). */
  refresh(refreshToken: string): Tokens | undefined;
}

/**
 * An access token is valid for an hour, and a session for seven days, with any number of refreshes.
 *
 * @param now milliseconds since 1970.
 */
export function createSessionTokens(now: () => number): SessionTokens {
  // TODO 4.3: use opaque random tokens with an end. Each refresh replaces the pair. An old refresh token ends the session.
  return {
    issue: (userId) => ({ accessToken: userId, refreshToken: userId, expiresInSeconds: 0 }),
    verify: (accessToken) => accessToken,
    refresh: () => undefined,
  };
}
