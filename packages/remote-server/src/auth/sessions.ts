import { randomBytes } from "node:crypto";
import { hashToken, type Now, type Store, tokenMatches } from "@mcp-entra/auth-core";
import { decideRefresh, type RefreshOutcome, type RefreshRequest } from "./refresh-decision.ts";
import { mintTokens, replaceTokens, type TokenPair } from "./mint-tokens.ts";
import { type Session, type SessionPolicy, sessionRecord } from "./session.ts";

export interface Sessions {
  create(
    id: string,
    owner: Pick<Session, "userId" | "clientId" | "audience" | "scopes">,
  ): Promise<{ tokens: TokenPair; endsInSeconds: number }>;
  find(id: string | undefined): Promise<Session | undefined>;
  /** The session behind a valid, unexpired access token. */
  findByAccessToken(token: string): Promise<Session | undefined>;
  /** The session that a token of any kind and age belongs to: knowing its id is having held one of its tokens. */
  findByAnyToken(token: string): Promise<Session | undefined>;
  /**
   * Hands out a new pair and ends the old one. A pair that is younger than the grace is not replaced but handed out again,
   * to its own refresh token and to the one before. Any other token of this session is `reused`; ending the session is the
   * caller's.
   */
  refresh(request: RefreshRequest): Promise<RefreshOutcome>;
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
  const load: Load = async (id) => {
    const record = await store.get(rowKey(id));
    return record === undefined
      ? undefined
      : { session: { id, ...sessionRecord.parse(JSON.parse(record)) }, record };
  };

  return {
    create: async (id, owner) => {
      const endsAt = now() + policy.sessionSeconds * 1_000;
      const { tokens, record } = mintTokens({ ...owner, id, endsAt }, policy, now());
      await store.set(rowKey(id), JSON.stringify(record), policy.sessionSeconds);
      return { tokens, endsInSeconds: policy.sessionSeconds };
    },
    find: async (id) => (id === undefined ? undefined : (await load(id))?.session),
    findByAccessToken: async (token) => {
      const session = (await load(sessionIdIn(token)))?.session;
      return session !== undefined && isGoodAccessToken(session, token, now()) ? session : undefined;
    },
    findByAnyToken: async (token) => (await load(sessionIdIn(token)))?.session,
    refresh: async (request) => refresh(request, load, { store, policy, now }),
    revoke: async (id) => store.delete(rowKey(id)),
  };
}

type Load = (id: string) => Promise<{ session: Session; record: string } | undefined>;

async function refresh(
  request: RefreshRequest,
  load: Load,
  { store, policy, now }: { store: Store; policy: SessionPolicy; now: Now },
): Promise<RefreshOutcome> {
  const found = await load(sessionIdIn(request.refreshToken));
  if (found === undefined) return { kind: "refused", reason: "unknown" };
  const { session } = found;
  const decided = decideRefresh(session, request, now());
  if (decided.kind !== "rotate") return decided;
  const { tokens, record } = replaceTokens(session, request.refreshToken, policy, now());
  const secondsLeft = Math.max((session.endsAt - now()) / 1_000, 0.001);
  const won = await store.compareAndSet(
    rowKey(session.id),
    found.record,
    JSON.stringify(record),
    secondsLeft,
  );
  if (won) return { kind: "refreshed", session, tokens };
  // Another request with the same token was faster; what it got is what this one gets.
  const current = (await load(session.id))?.session;
  const shared = current === undefined ? undefined : decideRefresh(current, request, now());
  return shared === undefined || shared.kind === "rotate" ? { kind: "refused", reason: "unknown" } : shared;
}

function isGoodAccessToken(session: Session, token: string, now: number): boolean {
  if (tokenMatches(token, session.accessHash)) return session.accessExpiresAt > now;
  const { retiring } = session;
  return retiring !== undefined && retiring.until > now && tokenMatches(token, retiring.accessHash);
}

function sessionIdIn(token: string): string {
  return token.slice(0, Math.max(token.indexOf("."), 0));
}

/** The row is found by a hash of the id, so that reading the store does not even tell which session ids exist. */
function rowKey(id: string): string {
  return `session:${hashToken(id)}`;
}
