import { setTimeout as delay } from "node:timers/promises";
import { seed } from "../../../packages/mock-entra/src/index.ts";
import { register, signInByHand } from "../../../packages/remote-server/test/support/by-hand.ts";
import { callMcp, isCrash, redeemCode, refreshTokens, Unanswered } from "./client-calls.ts";
import { createLedger, type Held, type Ledger } from "./ledger.ts";

export interface Traffic {
  ledger: Ledger;
  /** Requests that the server has not answered yet. */
  inFlight(): number;
  sessions: readonly Held[];
  /** Signs in until there are this many sessions. */
  signIn(count: number): Promise<void>;
  /** Users sign in until this number of sign-ins has finished. */
  allowSignIns(total: number): void;
  /** Starts sign-ins, refreshes and tool calls without pauses. */
  begin(): void;
  /** Workers finish their action, and then wait until `ready`. */
  restUntil(ready: Promise<unknown>): Promise<void>;
  /** @throws the first error that no crash explains. */
  end(): Promise<void>;
}

const kinds = [
  { name: "sign-in", workers: 3 },
  { name: "refresh", workers: 8 },
  { name: "tool", workers: 14 },
] as const;
type Kind = (typeof kinds)[number];

/** Enough sessions that a worker uses the same one again only after a while. */
const mostSessions = 120;
const signInsPerClient = 10;
const slowestRetryMs = 400;
/** After this many failures, the traffic ends, because no user gets an answer any more. */
const mostFailures = 60;
const users = [seed.users.ada, seed.users.grace, seed.users.alan];

/**
 * MCP clients that ignore crashes: they repeat requests without an answer, as a client does after a network error. Any other unexpected
 * answer is a violation.
 */
export function createTraffic(issuer: string): Traffic {
  const ledger = createLedger();
  const requests = countRequests(issuer);
  const clients = createClients(issuer, ledger);
  const state: { running: boolean; rest: Promise<unknown> } = { running: false, rest: Promise.resolve() };
  let working: Promise<void>[] = [];
  return {
    ledger,
    inFlight: () => requests.inFlight(),
    sessions: clients.sessions,
    signIn: async (count) => {
      while (clients.sessions.length < count) await clients.signIn();
    },
    allowSignIns: (total) => clients.allowSignIns(total),
    begin: () => {
      state.running = true;
      working = kinds.flatMap((kind) =>
        Array.from({ length: kind.workers }, async (_, index) => {
          let failures = 0;
          for (let turn = 0; state.running; turn += 1) {
            await state.rest;
            failures = await clients.act(kind, index + turn * kind.workers, failures);
          }
        }),
      );
    },
    restUntil: async (ready) => {
      state.rest = ready;
      await ready;
    },
    end: async () => {
      state.running = false;
      const ends = await Promise.allSettled(working);
      requests.restore();
      const failed = ends.find((end) => end.status === "rejected");
      if (failed !== undefined) throw failed.reason;
    },
  };
}

function createClients(issuer: string, ledger: Ledger) {
  const sessions: Held[] = [];
  const busy = new Set<Held>();
  const newSession = createSignIns(issuer, ledger);
  let mostSignIns = 0;

  const signIn = async (): Promise<void> => {
    const held = await newSession();
    if (held !== undefined && sessions.length < mostSessions) sessions.push(held);
  };
  const lose = (held: Held, how: string): void => {
    const index = sessions.indexOf(held);
    // Only the first refused request of a session counts.
    if (index === -1) return;
    ledger.violations.push(`a session was lost: ${how}`);
    sessions.splice(index, 1);
  };
  const refresh = async (held: Held): Promise<void> => {
    const pair = await untilAnswered(ledger, async () => refreshTokens(issuer, held));
    if (typeof pair === "number") return lose(held, `a refresh was answered with ${pair}`);
    ledger.noteRefresh(held, pair);
    Object.assign(held, pair);
  };
  const callTool = async (held: Held, name: string): Promise<void> => {
    const status = await callMcp(issuer, held.accessToken, name);
    if (status >= 500) throw new Unanswered();
    if (status !== 200) return lose(held, `${name} was answered with ${status}`);
    ledger.counts.tools += 1;
  };
  const act = async ({ name }: Kind, turn: number, failures: number): Promise<number> => {
    const held = sessions[turn % Math.max(sessions.length, 1)];
    try {
      if (name === "sign-in") await (ledger.counts.signIns < mostSignIns ? signIn() : delay(5));
      else if (held === undefined || (name === "refresh" && busy.has(held))) await delay(5);
      else if (name === "tool") await callTool(held, turn % 8 === 0 ? "getUserDetails" : "tools/list");
      else await exclusively(busy, held, refresh);
      return 0;
    } catch (error) {
      if (!isCrash(error)) throw error;
      ledger.counts.retries += 1;
      await delay(Math.min(25 * 2 ** failures, slowestRetryMs));
      return failures + 1;
    }
  };
  return { sessions, signIn, act, allowSignIns: (total: number) => void (mostSignIns = total) };
}

/** @returns a function that signs a user in; undefined if a crash came in between. */
function createSignIns(issuer: string, ledger: Ledger): () => Promise<Held | undefined> {
  const registered = createRegistrations(issuer, ledger);
  return async () => {
    const clientId = await registered();
    const user = users[ledger.counts.signIns % users.length] ?? seed.users.ada;
    const answer = await signInByHand({ issuer }, clientId, user).catch(brokenPage);
    const code = answer.get("code");
    // Without `iss` (RFC 9207) it is not our server's answer: the browser has stopped at the callback, with Entra's code in its address.
    if (code === null || answer.get("iss") !== issuer) return undefined;
    const held = await redeemCode(issuer, clientId, code);
    if (held === "lost") return undefined;
    if (held === "refused") return void ledger.violations.push("a new code was refused");
    ledger.noteRedemption(code);
    ledger.counts.signIns += 1;
    return held;
  };
}

/**
 * A program registers once and signs many users in. A sign-in keeps its first client, also if others register in the meantime: a code is
 * valid only for its own client. Only finished sign-ins count. On a slow machine, many attempts end at a crash. With a new client for
 * every ten attempts, there would be more than the 100 clients that the server keeps for a user, and the server would end the sessions of
 * the oldest client.
 */
function createRegistrations(issuer: string, ledger: Ledger): () => Promise<string> {
  let program = 0;
  let current: Promise<string> | undefined;
  return async () => {
    const next = Math.floor(ledger.counts.signIns / signInsPerClient);
    if (current === undefined || next !== program) {
      program = next;
      current = register({ issuer }).then(expectClientId);
      // The next sign-in tries again.
      current.catch(() => (current = undefined));
    }
    return current;
  };
}

/**
 * If a client loses the answer to a refresh, it asks again immediately. The server repeats the pair only during the grace period, and the
 * client's access token ends with this period too.
 */
async function untilAnswered<Answer>(ledger: Ledger, ask: () => Promise<Answer>): Promise<Answer> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!isCrash(error) || failures > mostFailures) throw error;
      ledger.counts.retries += 1;
      await delay(Math.min(25 * 2 ** failures, slowestRetryMs));
    }
  }
}

function expectClientId(clientId: string | undefined): string {
  if (clientId === undefined) throw new Unanswered();
  return clientId;
}

/** After the death of a server, the proxy gives the browser an empty page. A user cannot continue from there. */
function brokenPage(error: unknown): never {
  throw error instanceof Error && error.message.startsWith("The page “” has no form")
    ? new Unanswered()
    : error;
}

/** A client sends one refresh at a time. With two, one answer would overwrite the other. */
async function exclusively(busy: Set<Held>, held: Held, work: (held: Held) => Promise<void>): Promise<void> {
  busy.add(held);
  try {
    await work(held);
  } finally {
    busy.delete(held);
  }
}

/** Counts all requests here, because all clients use this function. */
function countRequests(issuer: string): { inFlight(): number; restore(): void } {
  const original = globalThis.fetch;
  let count = 0;
  globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (!url.startsWith(issuer)) return original(input, init);
    count += 1;
    return original(input, init).finally(() => (count -= 1));
  };
  return { inFlight: () => count, restore: () => void (globalThis.fetch = original) };
}
