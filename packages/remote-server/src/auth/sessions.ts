import { randomBytes } from "node:crypto";
import { createOpaqueToken, hashToken, type Now, type Store, tokenMatches } from "@mcp-entra/auth-core";
import { z } from "zod";

/** How long things last. */
export interface SessionPolicy {
  /** Life of an access token. */
  accessTokenSeconds: number;
  /** Life of a session, however often it is refreshed; then the user signs in again. */
  sessionSeconds: number;
}

export const defaultSessionPolicy: SessionPolicy = {
  accessTokenSeconds: 60 * 60,
  sessionSeconds: 7 * 24 * 60 * 60,
};

const sessionRecord = z.object({
  userId: z.string(),
  clientId: z.string(),
  scopes: z.array(z.string()),
  accessHash: z.string(),
  accessExpiresAt: z.number(),
  refreshHash: z.string(),
  endsAt: z.number(),
});

/** Who is behind a token, and until when (milliseconds since the epoch). */
export interface Session extends z.output<typeof sessionRecord> {
  id: string;
}

/** The pair that an MCP client gets. Both are opaque, and neither is Entra's. */
export interface TokenPair {
  accessToken: string;
  refreshToken: string;
  expiresInSeconds: number;
}

export type RefreshOutcome =
  | { kind: "refreshed"; session: Session; tokens: TokenPair }
  | { kind: "unknown" }
  | { kind: "foreign_client" }
  | { kind: "scope_widened" }
  | { kind: "raced" }
  | { kind: "reused"; session: Session };

export interface Sessions {
  create(
    id: string,
    owner: Pick<Session, "userId" | "clientId" | "scopes">,
  ): Promise<{ tokens: TokenPair; endsInSeconds: number }>;
  find(id: string | undefined): Promise<Session | undefined>;
  /** The session behind a valid, unexpired access token. */
  findByAccessToken(token: string): Promise<Session | undefined>;
  /**
   * Hands out a new pair and ends the old one. A token that is not the current one is `reused`; ending the session is the
   * caller's.
   *
   * @param scopes that the client asks for; empty: the ones it has.
   */
  refresh(refreshToken: string, clientId: string, scopes: readonly string[]): Promise<RefreshOutcome>;
  /** The session that a token of either kind belongs to, expired access tokens included. */
  findByAnyToken(token: string): Promise<Session | undefined>;
  revoke(id: string): Promise<void>;
}

/** 128 random bits: the part of a token that finds its session. */
export function createSessionId(): string {
  return randomBytes(16).toString("base64url");
}

/**
 * One row a session. A token is `sessionId.secret`: one look-up finds the row, and the row holds the hash of each
 * secret that is good right now. So revoking a session is deleting one row, it holds from the very next request on, and
 * a refresh token that is not the current one is recognized as reused without keeping a list of old ones.
 */
export function createSessions(store: Store, policy: SessionPolicy, now: Now): Sessions {
  const load = async (id: string): Promise<{ session: Session; record: string } | undefined> => {
    const record = await store.get(rowKey(id));
    return record === undefined
      ? undefined
      : { session: { id, ...sessionRecord.parse(JSON.parse(record)) }, record };
  };

  return {
    create: async (id, owner) => {
      const { tokens, row } = mint(
        id,
        { ...owner, endsAt: now() + policy.sessionSeconds * 1_000 },
        policy,
        now(),
      );
      await store.set(rowKey(id), row, policy.sessionSeconds);
      return { tokens, endsInSeconds: policy.sessionSeconds };
    },
    find: async (id) => (id === undefined ? undefined : (await load(id))?.session),
    findByAccessToken: async (token) => {
      const session = (await load(sessionIdIn(token)))?.session;
      if (session === undefined || !tokenMatches(token, session.accessHash)) return undefined;
      return session.accessExpiresAt > now() ? session : undefined;
    },
    refresh: async (refreshToken, clientId, scopes) => {
      const found = await load(sessionIdIn(refreshToken));
      if (found === undefined) return { kind: "unknown" };
      const { session, record } = found;
      const refusal = refuseRefresh(session, refreshToken, clientId, scopes);
      if (refusal !== undefined) return refusal;
      const { tokens, row } = mint(session.id, session, policy, now());
      const remainingSeconds = Math.max((session.endsAt - now()) / 1_000, 0.001);
      // Of two parallel refreshes with the same token one wins; the other is told to use what the first one got.
      const won = await store.compareAndSet(rowKey(session.id), record, row, remainingSeconds);
      return won ? { kind: "refreshed", session, tokens } : { kind: "raced" };
    },
    findByAnyToken: async (token) => {
      const session = (await load(sessionIdIn(token)))?.session;
      const isOurs =
        session !== undefined &&
        [session.accessHash, session.refreshHash].some((hash) => tokenMatches(token, hash));
      return isOurs ? session : undefined;
    },
    revoke: async (id) => store.delete(rowKey(id)),
  };
}

function refuseRefresh(
  session: Session,
  token: string,
  clientId: string,
  scopes: readonly string[],
): RefreshOutcome | undefined {
  if (session.clientId !== clientId) return { kind: "foreign_client" };
  if (tokenMatches(token, session.refreshHash)) {
    return scopes.every((scope) => session.scopes.includes(scope)) ? undefined : { kind: "scope_widened" };
  }
  // An access token in the wrong place is a mistake. Anything else that knows this session's id was a refresh token
  // once: two parties hold the family, and nobody can tell which of them is the thief (RFC 9700 §4.14.2).
  return tokenMatches(token, session.accessHash) ? { kind: "unknown" } : { kind: "reused", session };
}

function sessionIdIn(token: string): string {
  return token.slice(0, Math.max(token.indexOf("."), 0));
}

/** The row is found by a hash of the id, so that reading the store does not even tell which session ids exist. */
function rowKey(id: string): string {
  return `session:${hashToken(id)}`;
}

type SessionOwner = Pick<Session, "userId" | "clientId" | "scopes" | "endsAt">;

function mint(
  id: string,
  owner: SessionOwner,
  policy: SessionPolicy,
  now: number,
): { tokens: TokenPair; row: string } {
  const accessToken = `${id}.${createOpaqueToken()}`;
  const refreshToken = `${id}.${createOpaqueToken()}`;
  // An access token never outlives its session.
  const accessExpiresAt = Math.min(now + policy.accessTokenSeconds * 1_000, owner.endsAt);
  const row = sessionRecord.parse({
    ...owner,
    accessHash: hashToken(accessToken),
    accessExpiresAt,
    refreshHash: hashToken(refreshToken),
  });
  const expiresInSeconds = Math.floor((accessExpiresAt - now) / 1_000);
  return { tokens: { accessToken, refreshToken, expiresInSeconds }, row: JSON.stringify(row) };
}
