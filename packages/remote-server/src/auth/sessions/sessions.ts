import { randomBytes } from "node:crypto";
import { type AuthenticStore, fingerprint, fingerprintMatches, type Now } from "@mcp-entra/auth-core";
import { mintTokens, replaceTokens, type TokenPair, wholeSeconds } from "./token-pair.ts";
import { decideRefresh, type RefreshOutcome, type RefreshRequest } from "./refresh-decision.ts";
import { createRefreshGraces, type RefreshGraces } from "./refresh-grace.ts";
import { fromRow, toRow } from "./session-row.ts";
import type { Session, SessionOwner, SessionPolicy } from "./session.ts";

export interface Sessions {
  create(id: string, owner: SessionOwner): Promise<{ tokens: TokenPair; endsInSeconds: number }>;
  find(id: string | undefined): Promise<Session | undefined>;
  /**
   * The session behind a valid, unexpired access token.
   *
   * @param onStale is told whose session it is that the token belongs to, when it is not (any more) its access token.
   */
  findByAccessToken(token: string, onStale?: (session: Session) => void): Promise<Session | undefined>;
  /** The session that a token of any kind and age belongs to: knowing its id is having held one of its tokens. */
  findByAnyToken(token: string): Promise<Session | undefined>;
  /**
   * Hands out a new pair and ends the old one. A pair that is younger than the grace is not replaced but handed out again,
   * to its own refresh token and to the one before. Any other token of this session is `reused`; ending the session is the
   * caller's.
   *
   * @param currentRoles asked before a pair is replaced, for what the user may do from now on; when it throws, nothing has
   *   happened and the same refresh token may come again.
   */
  refresh(request: RefreshRequest, currentRoles: CurrentRoles): Promise<RefreshOutcome>;
  revoke(id: string): Promise<void>;
}

type CurrentRoles = (session: Session) => Promise<string[]>;

/** 128 random bits: the part of a token that finds its session. */
export function createSessionId(): string {
  return randomBytes(16).toString("base64url");
}

/**
 * One row a session. A token is `sessionId.secret`: one look-up finds the row, and the row holds a fingerprint of each
 * secret that is good right now. So revoking a session is deleting one row, it holds from the very next request on, and
 * a refresh token that is not the current one is recognized as reused without keeping a list of old ones.
 *
 * @param store one that vouches for its records: what a row says is what its user may do.
 */
export function createSessions(store: AuthenticStore, policy: SessionPolicy, now: Now): Sessions {
  const { refreshGraceSeconds } = policy;
  const parts: Parts = {
    store,
    policy,
    now,
    graces: createRefreshGraces(store, { refreshGraceSeconds, now }),
  };
  const find = async (id: string): Promise<Session | undefined> => (await load(parts, id))?.session;

  return {
    create: async (id, { audience, userId, clientId, scopes, roles }) => {
      const endsAt = wholeSeconds(now() + policy.sessionSeconds * 1_000);
      const audienceFingerprint = fingerprint(audience);
      const owner = { id, userId, clientId, scopes, roles, audienceFingerprint, endsAt };
      const { tokens, record, grace } = mintTokens(owner, policy, now());
      await parts.graces.keep(record.refreshFingerprint, grace);
      await store.set(rowKey(id), toRow(record), policy.sessionSeconds);
      return { tokens, endsInSeconds: policy.sessionSeconds };
    },
    find: async (id) => (id === undefined ? undefined : find(id)),
    findByAccessToken: async (token, onStale) => {
      const session = await find(sessionIdIn(token));
      if (session === undefined) return undefined;
      if (await isGoodAccessToken(parts, session, token)) return session;
      onStale?.(session);
      return undefined;
    },
    findByAnyToken: async (token) => find(sessionIdIn(token)),
    refresh: async (request, currentRoles) => refresh(request, parts, currentRoles),
    revoke: async (id) => store.delete(rowKey(id)),
  };
}

interface Parts {
  store: AuthenticStore;
  policy: SessionPolicy;
  now: Now;
  graces: RefreshGraces;
}

/**
 * What whoever can write to the database is still able to do: delete a row, which signs its user out, and put an older row of a
 * session back into its place, which brings back the tokens and roles that it had then, also after a revocation.
 */
async function load(
  { store, now }: Parts,
  id: string,
): Promise<{ session: Session; row: string } | undefined> {
  const row = await store.get(rowKey(id));
  if (row === undefined) return undefined;
  const session: Session = { id, ...fromRow(row) };
  // Not for longer than the row itself says, however long the store was told to keep it.
  return session.endsAt > now() ? { session, row } : undefined;
}

async function refresh(
  request: RefreshRequest,
  parts: Parts,
  currentRoles: CurrentRoles,
): Promise<RefreshOutcome> {
  const { store, policy, now, graces } = parts;
  const id = sessionIdIn(request.refreshToken);
  const found = await load(parts, id);
  if (found === undefined) return { kind: "refused", reason: "unknown" };
  const decided = await decide(found.session, request, parts);
  if (decided.kind !== "rotate") return decided;
  const session = { ...found.session, roles: await currentRoles(found.session) };
  const { tokens, record, grace } = replaceTokens(session, request.refreshToken, policy, now());
  // First the grace, then the row: see RefreshGraces.
  await graces.keep(record.refreshFingerprint, grace);
  const secondsLeft = Math.max((session.endsAt - now()) / 1_000, 0.001);
  // defence:34 Of two refreshes at the same moment one writes; the other finds that it has not.
  if (await store.compareAndSet(rowKey(id), found.row, toRow(record), secondsLeft)) {
    return { kind: "refreshed", session, tokens };
  }
  // Another request with the same token was faster; what it got is what this one gets.
  const current = (await load(parts, id))?.session;
  const shared = current === undefined ? undefined : await decide(current, request, parts);
  return shared === undefined || shared.kind === "rotate" ? { kind: "refused", reason: "unknown" } : shared;
}

async function decide(session: Session, request: RefreshRequest, { graces, now }: Parts) {
  return decideRefresh(session, await graces.find(session.refreshFingerprint), request, now());
}

async function isGoodAccessToken({ graces, now }: Parts, session: Session, token: string): Promise<boolean> {
  // defence:44
  if (fingerprintMatches(token, session.accessFingerprint)) return session.accessExpiresAt > now();
  const retiring = (await graces.find(session.refreshFingerprint))?.retiring;
  return (
    retiring !== undefined && retiring.until > now() && fingerprintMatches(token, retiring.accessFingerprint)
  );
}

function sessionIdIn(token: string): string {
  return token.slice(0, Math.max(token.indexOf("."), 0));
}

/** The row is found by a fingerprint of the id, so that reading the store does not even tell which session ids exist. */
function rowKey(id: string): string {
  return `session:${fingerprint(id)}`;
}
