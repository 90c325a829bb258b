import { hashToken, type Now, type UpdatableStore } from "@mcp-entra/auth-core";
import { z } from "zod";

/** More sign-ins of one client than this at a time end its oldest; more clients end the one that was used longest ago. */
const mostSessions = 50;
const mostClients = 100;
const memorySeconds = 90 * 24 * 60 * 60;
/** How exact “last used” is: not every refresh is worth a write. */
const usedStepMs = 10 * 60 * 1_000;

const approval = z.object({
  clientId: z.string(),
  /** What the client called itself. A client that is known by its metadata document has a better name: the document's host. */
  clientName: z.string().optional(),
  scopes: z.array(z.string()),
  /** Milliseconds since the epoch. */
  firstApprovedAt: z.number(),
  approvedAt: z.number(),
  usedAt: z.number(),
  /** The sessions that came of it, so that they can be ended with it. */
  sessions: z.array(z.object({ id: z.string(), endsAt: z.number() })),
});

/** What a user has allowed one client. */
export type Approval = z.output<typeof approval>;

interface ApprovedSignIn extends Pick<Approval, "clientId" | "clientName" | "scopes"> {
  userId: string;
  sessionId: string;
}

/**
 * What each user has approved. It is there to be looked at and to be taken back. No sign-in ever reads it to find out whether
 * to ask: it is asked every time.
 */
export interface Approvals {
  /** @returns the sessions that have to be ended to make room. */
  record(signIn: ApprovedSignIn): Promise<string[]>;
  /** The client has just used what it may. */
  touch(userId: string, clientId: string): Promise<void>;
  /** Whether this session is still one that the user allows. */
  covers(userId: string, clientId: string, sessionId: string): Promise<boolean>;
  /** The most recent first. */
  list(userId: string): Promise<Approval[]>;
  /** @returns what there was. */
  remove(userId: string, clientId: string): Promise<Approval | undefined>;
}

export interface ApprovalsOptions {
  /** Users are those of one tenant: an object id means nothing without it. */
  tenantId: string;
  /** How long a session lives at most. */
  sessionSeconds: number;
  now: Now;
}

/** @param store an encrypting one: a record tells what somebody uses, and holds session ids. */
export function createApprovals(
  store: Pick<UpdatableStore, "get" | "update">,
  { tenantId, sessionSeconds, now }: ApprovalsOptions,
): Approvals {
  const keyOf = (userId: string): string => `approvals:${hashToken(`${tenantId}.${userId}`)}`;
  const list = async (userId: string): Promise<Approval[]> => read(await store.get(keyOf(userId)), now());
  const change = async (userId: string, next: (approvals: Approval[]) => Approval[] | undefined) =>
    store.update(keyOf(userId), (value) => {
      const approvals = next(read(value, now()));
      return approvals && { value: JSON.stringify(approvals), ttlSeconds: memorySeconds };
    });

  return {
    record: async ({ userId, sessionId, ...signIn }) => {
      let crowdedOut: string[] = [];
      await change(userId, (approvals) => {
        const session = { id: sessionId, endsAt: now() + sessionSeconds * 1_000 };
        const before = approvals.find(({ clientId }) => clientId === signIn.clientId);
        const others = approvals.filter((each) => each !== before);
        const all = [approve(signIn, session, before, now()), ...others];
        const kept = all.slice(0, mostClients).map(withinLimits);
        crowdedOut = sessionIdsOf(all).filter((id) => !sessionIdsOf(kept).includes(id));
        return kept;
      });
      return crowdedOut;
    },
    touch: async (userId, clientId) =>
      change(userId, (approvals) => {
        const used = approvals.find((each) => each.clientId === clientId);
        if (used === undefined || now() - used.usedAt < usedStepMs) return undefined;
        return [{ ...used, usedAt: now() }, ...approvals.filter((each) => each !== used)];
      }),
    covers: async (userId, clientId, sessionId) => {
      const found = (await list(userId)).find((each) => each.clientId === clientId);
      return found?.sessions.some(({ id }) => id === sessionId) ?? false;
    },
    list,
    remove: async (userId, clientId) => {
      let removed: Approval | undefined;
      await change(userId, (approvals) => {
        removed = approvals.find((each) => each.clientId === clientId);
        return removed && approvals.filter((each) => each !== removed);
      });
      return removed;
    },
  };
}

function approve(
  signIn: Pick<Approval, "clientId" | "clientName" | "scopes">,
  session: Approval["sessions"][number],
  before: Approval | undefined,
  now: number,
): Approval {
  const sessions = before?.sessions ?? [];
  // While an older session lives, what it may counts as well.
  const older = sessions.length === 0 ? [] : (before?.scopes ?? []);
  return {
    ...signIn,
    scopes: [...new Set([...older, ...signIn.scopes])],
    firstApprovedAt: before?.firstApprovedAt ?? now,
    approvedAt: now,
    usedAt: now,
    sessions: [...sessions, session],
  };
}

function withinLimits(each: Approval): Approval {
  return withSessions(each, each.sessions.slice(-mostSessions));
}

function sessionIdsOf(approvals: readonly Approval[]): string[] {
  return approvals.flatMap(({ sessions }) => sessions.map(({ id }) => id));
}

/** Sessions that are over by themselves are left out. */
function read(record: string | undefined, now: number): Approval[] {
  const approvals = record === undefined ? [] : z.array(approval).parse(JSON.parse(record));
  return approvals.map((each) =>
    withSessions(
      each,
      each.sessions.filter(({ endsAt }) => endsAt > now),
    ),
  );
}

function withSessions(each: Approval, sessions: Approval["sessions"]): Approval {
  return { ...each, sessions };
}
