import { createHash, randomUUID } from "node:crypto";

export interface Tokens {
  accessToken: string;
  refreshToken: string;
  expiresInSeconds: number;
}

export interface SessionTokens {
  issue(userId: string): Tokens;
  verify(accessToken: string): string | undefined;
  refresh(refreshToken: string): Tokens | undefined;
}

interface Family {
  userId: string;
  endsAt: number;
  isRevoked: boolean;
}

interface Known {
  family: Family;
  kind: "access" | "refresh";
  goodUntil: number;
  isUsed: boolean;
}

const hour = 3_600_000;

/** Remembers every token that it has made, by its hash, and to which family it belongs. */
export function createSessionTokens(now: () => number): SessionTokens {
  const known = new Map<string, Known>();
  const find = (token: string, kind: Known["kind"]): Known | undefined => {
    const entry = known.get(digest(token));
    return entry?.kind === kind && !entry.family.isRevoked && entry.goodUntil > now() ? entry : undefined;
  };
  const add = (family: Family, kind: Known["kind"], goodUntil: number): string => {
    const token = randomUUID() + randomUUID() + randomUUID();
    known.set(digest(token), { family, kind, goodUntil: Math.min(goodUntil, family.endsAt), isUsed: false });
    return token;
  };
  const pairFor = (family: Family): Tokens => ({
    accessToken: add(family, "access", now() + hour),
    refreshToken: add(family, "refresh", family.endsAt),
    expiresInSeconds: Math.floor(Math.min(hour, family.endsAt - now()) / 1_000),
  });
  return {
    issue: (userId) => pairFor({ userId, endsAt: now() + 7 * 24 * hour, isRevoked: false }),
    verify: (token) => find(token, "access")?.family.userId,
    refresh: (token) => {
      const entry = find(token, "refresh");
      if (entry === undefined) return undefined;
      if (entry.isUsed) {
        entry.family.isRevoked = true;
        return undefined;
      }
      entry.isUsed = true;
      return pairFor(entry.family);
    },
  };
}

function digest(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
