export interface Tokens {
  accessToken: string;
  refreshToken: string;
  /** Of the access token. */
  expiresInSeconds: number;
}

export interface SessionTokens {
  issue(userId: string): Tokens;
  /** @returns the user, when the access token is good. */
  verify(accessToken: string): string | undefined;
  /** @returns the next pair; undefined when the refresh token is not good (any more). */
  refresh(refreshToken: string): Tokens | undefined;
}

/**
 * An access token is good for an hour, a session for seven days, however often it is refreshed.
 *
 * @param now milliseconds since 1970.
 */
export function createSessionTokens(now: () => number): SessionTokens {
  // TODO 4.3: opaque random tokens with an end; each refresh replaces the pair; an old refresh token ends the session.
  return {
    issue: (userId) => ({ accessToken: userId, refreshToken: userId, expiresInSeconds: 0 }),
    verify: (accessToken) => accessToken,
    refresh: () => undefined,
  };
}
