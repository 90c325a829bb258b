import { hashToken, type Now, type UpdatableStore } from "@mcp-entra/auth-core";
import { z } from "zod";

/**
 * The limits of a record. If one client has too many sessions, its oldest session ends. If all clients
 * together have too many sessions, or there are too many clients, the ones with the oldest last use end.
 */
const mostSessionsOfClient = 50;
const mostSessions = 200;
const mostClients = 100;
const memorySeconds = 90 * 24 * 60 * 60;
/** How exact “last used” is: not every refresh needs a write. */
const usedStepMs = 10 * 60 * 1_000;

const listedSessions = z.array(z.object({ id: z.string(), endsAt: z.number() }));
const approval = z.object({
  clientId: z.string(),
  /**
   * The name that the client gave itself. A client with a metadata document has a better name: the document's
   * host.
   */
  clientName: z.string().optional(),
  scopes: z.array(z.string()),
  /** Milliseconds since the epoch. */
  firstApprovedAt: z.number(),
  approvedAt: z.number(),
  usedAt: z.number(),
  /** The sessions of this approval. If the approval ends, they end as well. */
  sessions: listedSessions,
  /**
   * The sessions that have to end and may still exist. They stay on this list until they have ended: if this
   * process is killed in between, the next reader of the list finds them.
   */
  ending: listedSessions.default([]),
  /** The approval was withdrawn, or is above a limit. It stays on the list until its sessions have ended. */
  isOver: z.boolean().default(false),
});

/** What a user has allowed one client. */
export type Approval = z.output<typeof approval>;

interface ApprovedSignIn extends Pick<Approval, "clientId" | "clientName" | "scopes"> {
  userId: string;
  sessionId: string;
}

/**
 * What each user has approved. Users can see it and withdraw it. A sign-in does not read it to decide whether
 * to ask: the server asks every time.
 */
export interface Approvals {
  /** Sessions above the limits have to end from now on; see {@link settle}. */
  record(signIn: ApprovedSignIn): Promise<void>;
  /** A session is about to be refreshed. @returns whether its user still allows it. */
  touch(userId: string, clientId: string, sessionId: string): Promise<boolean>;
  /** Whether the user still allows this session. */
  covers(userId: string, clientId: string, sessionId: string): Promise<boolean>;
  /** The most recent first. */
  list(userId: string): Promise<Approval[]>;
  /**
   * The user withdraws the approval, and its sessions have to end; see {@link settle}. @returns whether there
   * was an approval.
   */
  takeBack(userId: string, clientId: string): Promise<boolean>;
  /**
   * Ends the sessions that have to end, and then removes them from the record. If it was interrupted, it can
   * be called again.
   *
   * @param end ends a session by its id, also if it does not exist (any more).
   */
  settle(userId: string, end: (sessionId: string) => Promise<void>): Promise<void>;
}

export interface ApprovalsOptions {
  /** The tenant of the users: an object id has a meaning only in its tenant. */
  tenantId: string;
  /** How long a session lives at most. */
  sessionSeconds: number;
  now: Now;
}

/** @param store a store that encrypts: a record shows which programs a user has, and contains session ids. */
export function createApprovals(
  store: Pick<UpdatableStore, "get" | "update">,
  { tenantId, sessionSeconds, now }: ApprovalsOptions,
): Approvals {
  const keyOf = (userId: string): string => `approvals:${hashToken(`${tenantId}.${userId}`)}`;
  const readAll = async (userId: string): Promise<Approval[]> => read(await store.get(keyOf(userId)), now());
  const list = async (userId: string): Promise<Approval[]> =>
    (await readAll(userId)).filter((each) => !each.isOver);
  // The record is kept for longer than each of its sessions, so no session exists without it.
  const ttlSeconds = Math.max(memorySeconds, sessionSeconds);
  const change = async (userId: string, next: (approvals: Approval[]) => Approval[] | undefined) =>
    store.update(keyOf(userId), (value) => {
      const approvals = next(read(value, now()));
      return approvals && { value: JSON.stringify(approvals), ttlSeconds };
    });

  return {
    record: async ({ userId, sessionId, ...signIn }) => {
      const session = { id: sessionId, endsAt: now() + sessionSeconds * 1_000 };
      await change(userId, (approvals) => recorded(approvals, signIn, session, now()));
    },
    touch: async (userId, clientId, sessionId) => {
      let isCovered = false;
      await change(userId, (approvals) => {
        const used = covering(approvals, clientId, sessionId);
        isCovered = used !== undefined;
        if (used === undefined || now() - used.usedAt < usedStepMs) return undefined;
        return [{ ...used, usedAt: now() }, ...approvals.filter((each) => each !== used)];
      });
      return isCovered;
    },
    covers: async (userId, clientId, sessionId) =>
      covering(await readAll(userId), clientId, sessionId) !== undefined,
    list,
    takeBack: async (userId, clientId) => {
      let wasThere = false;
      await change(userId, (approvals) => {
        const taken = approvals.find((each) => each.clientId === clientId && !each.isOver);
        wasThere = taken !== undefined;
        return taken && approvals.map((each) => (each === taken ? endAll(taken) : each));
      });
      return wasThere;
    },
    settle: async (userId, end) => {
      const ending = (await readAll(userId)).flatMap((each) => each.ending.map(({ id }) => id));
      const { ended, failures } = await endEach(ending, end);
      await change(userId, (approvals) => settled(approvals, ended));
      if (failures.length > 0) throw failures[0];
    },
  };
}

/** All of them, also if one fails: a session must not continue because another one could not be ended. */
async function endEach(
  ids: readonly string[],
  end: (id: string) => Promise<void>,
): Promise<{ ended: Set<string>; failures: unknown[] }> {
  const outcomes = await Promise.allSettled(ids.map(async (id) => end(id)));
  return {
    ended: new Set(ids.filter((_id, index) => outcomes[index]?.status === "fulfilled")),
    failures: outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : [])),
  };
}

function recorded(
  approvals: readonly Approval[],
  signIn: Pick<Approval, "clientId" | "clientName" | "scopes">,
  session: Approval["sessions"][number],
  now: number,
): Approval[] {
  const over = approvals.filter((each) => each.isOver);
  const live = approvals.filter((each) => !each.isOver);
  const before = live.find(({ clientId }) => clientId === signIn.clientId);
  const others = live.filter((each) => each !== before);
  return [...withinLimits([approve(signIn, session, before, now), ...others]), ...over];
}

function covering(approvals: readonly Approval[], clientId: string, sessionId: string): Approval | undefined {
  return approvals.find(
    (each) => each.clientId === clientId && each.sessions.some(({ id }) => id === sessionId),
  );
}

function approve(
  signIn: Pick<Approval, "clientId" | "clientName" | "scopes">,
  session: Approval["sessions"][number],
  before: Approval | undefined,
  now: number,
): Approval {
  const known = before?.sessions ?? [];
  // While an older session exists, its scopes count as well.
  const older = known.length === 0 ? [] : (before?.scopes ?? []);
  return {
    ...signIn,
    scopes: [...new Set([...older, ...signIn.scopes])],
    firstApprovedAt: before?.firstApprovedAt ?? now,
    approvedAt: now,
    usedAt: now,
    sessions: [...known, session],
    ending: before?.ending ?? [],
    isOver: false,
  };
}

/** Marks what is above the limits, so that it ends. @param approvals the most recent first. */
function withinLimits(approvals: readonly Approval[]): Approval[] {
  let room = mostSessions;
  return approvals.map((each, index) => {
    if (index >= mostClients) return endAll(each);
    const kept = newest(each.sessions, Math.min(mostSessionsOfClient, room));
    room -= kept.length;
    const surplus = each.sessions.slice(0, each.sessions.length - kept.length);
    return { ...each, sessions: kept, ending: [...each.ending, ...surplus] };
  });
}

function newest<Item>(items: readonly Item[], count: number): Item[] {
  return items.slice(Math.max(0, items.length - count));
}

function endAll(each: Approval): Approval {
  return { ...each, sessions: [], ending: [...each.ending, ...each.sessions], isOver: true };
}

/** @returns undefined when nothing has changed. */
function settled(approvals: readonly Approval[], ended: ReadonlySet<string>): Approval[] | undefined {
  const left = approvals
    .map((each) =>
      withSessions(
        each,
        each.sessions,
        each.ending.filter(({ id }) => !ended.has(id)),
      ),
    )
    .filter((each) => !each.isOver || each.ending.length > 0);
  const hasChanged = ended.size > 0 || left.length < approvals.length;
  return hasChanged ? left : undefined;
}

function withSessions(each: Approval, sessions: Approval["sessions"], ending: Approval["ending"]): Approval {
  return { ...each, sessions, ending };
}

/** Without the sessions that have expired. */
function read(record: string | undefined, now: number): Approval[] {
  const approvals = record === undefined ? [] : z.array(approval).parse(JSON.parse(record));
  const lives = ({ endsAt }: { endsAt: number }): boolean => endsAt > now;
  return approvals.map((each) => withSessions(each, each.sessions.filter(lives), each.ending.filter(lives)));
}
