import { createHash, randomBytes } from "node:crypto";

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

const accessSeconds = 60 * 60;
const sessionSeconds = 7 * 24 * 60 * 60;

interface Session {
  userId: string;
  endsAt: number;
  access: { hash: string; expiresAt: number };
  refreshHash: string;
}

/** @param now milliseconds since 1970. */
export function createSessionTokens(now: () => number): SessionTokens {
  const sessions = new Map<string, Session>();

  function mint(id: string, session: Pick<Session, "userId" | "endsAt">): Tokens {
    const accessToken = `${id}.${randomBytes(32).toString("base64url")}`;
    const refreshToken = `${id}.${randomBytes(32).toString("base64url")}`;
    const expiresAt = Math.min(now() + accessSeconds * 1_000, session.endsAt);
    // Hashes only: a stolen copy of this map has no tokens in it.
    const access = { hash: hash(accessToken), expiresAt };
    sessions.set(id, { ...session, access, refreshHash: hash(refreshToken) });
    return { accessToken, refreshToken, expiresInSeconds: Math.floor((expiresAt - now()) / 1_000) };
  }

  return {
    issue: (userId) =>
      mint(randomBytes(16).toString("base64url"), { userId, endsAt: now() + sessionSeconds * 1_000 }),
    verify: (token) => {
      const session = sessions.get(idOf(token));
      if (session === undefined || session.access.hash !== hash(token)) return undefined;
      return session.access.expiresAt > now() ? session.userId : undefined;
    },
    refresh: (token) => {
      const id = idOf(token);
      const session = sessions.get(id);
      if (session === undefined || session.access.hash === hash(token)) return undefined;
      if (session.refreshHash === hash(token) && session.endsAt > now()) return mint(id, session);
      // An old refresh token: two parties have tokens of this session, and one of them is a thief. The session ends for both.
      sessions.delete(id);
      return undefined;
    },
  };
}

function idOf(token: string): string {
  return token.split(".")[0] ?? "";
}

function hash(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
