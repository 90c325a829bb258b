import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createProcessGroup } from "../../packages/workshop/src/demo/child-process.ts";
import { startMock } from "../../packages/workshop/src/demo/start-mock.ts";
import { type HandClient, registerClient } from "./many-sessions/hand-client.ts";
import { liveSession, type SessionReport } from "./many-sessions/live-session.ts";
import { addPeople, type PersonOfMany } from "./many-sessions/people.ts";
import {
  type Holdings,
  type ObservedServer,
  startObservedServer,
} from "./many-sessions/start-observed-server.ts";

const users = 20;
const sessionsPerUser = 10;
const rounds = 2;
const signInsAtATime = 8;
/** For data that the server keeps on purpose: used codes, clients, answered questions (ten minutes), and counts for the limits. */
const rememberedBytes = 6 * 1_024 * 1_024;

const processes = createProcessGroup();
let server: ObservedServer;
let people: { person: PersonOfMany; client: HandClient }[];

beforeAll(async () => {
  const mock = await startMock(processes);
  const added = await addPeople(mock.controlUrl, users);
  server = await startObservedServer({ ...mock.environment.remote, PORT: "0", LOG_LEVEL: "silent" });
  people = await Promise.all(
    added.map(async (person) => ({ person, client: await registerClient(server.mcp.origin, person) })),
  );
});
afterAll(async () => {
  await server.stop();
  await processes.stopAll();
});

it(
  `${users * sessionsPerUser} sessions of ${users} users, on both transports: each gets only their own data, and nothing of them stays`,
  { timeout: 600_000 },
  async () => {
    // Memory for code that is loaded and compiled at first use is not a leak.
    await live("warm-up", 1);
    const before = await holdingsAtRest();
    const reports = await live("session", sessionsPerUser);
    expect(reports.flatMap(({ wrong }) => wrong)).toEqual([]);
    const answers = reports.reduce((sum, report) => sum + report.answers, 0);
    const refusals = reports.reduce((sum, report) => sum + report.refusals, 0);
    expect(answers).toBeGreaterThan(users * sessionsPerUser * (rounds - 1) * 3);
    // Every fourth session was revoked, and at least three of its calls were refused after that.
    expect(refusals).toBeGreaterThanOrEqual((users * sessionsPerUser * 3) / 4);
    const after = await holdingsAtRest();
    const grownBy = after.heapBytes - before.heapBytes;
    process.stdout.write(
      `${answers} answers, ${refusals} refusals; heap ${mebibytes(before.heapBytes)} before, ${mebibytes(after.heapBytes)} after; ${JSON.stringify(after.resources)}\n`,
    );
    expect(after.bugs).toEqual([]);
    expect(grownBy).toBeLessThan(rememberedBytes);
    for (const [kind, count] of Object.entries(after.resources)) {
      expect(count, kind).toBeLessThanOrEqual(before.resources[kind] ?? 0);
    }
  },
);

async function live(name: string, each: number): Promise<SessionReport[]> {
  const whenThereIsRoom = createRoom(signInsAtATime);
  const lives = people.flatMap(({ person, client }, user) =>
    Array.from({ length: each }, async (_, index) =>
      liveSession({
        name: `${name}-${user}-${index}`,
        mcp: server.mcp,
        transport: (user + index) % 2 === 0 ? "streamable-http" : "legacy-sse",
        person,
        client,
        rounds,
        isRevoked: (user * each + index) % 4 === 0,
        whenThereIsRoom,
      }),
    ),
  );
  return Promise.all(lives);
}

/** Runs this many at a time. The others wait. */
function createRoom(size: number) {
  const queue: (() => void)[] = [];
  let free = size;
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (free === 0) await new Promise<void>((resolve) => queue.push(resolve));
    else free -= 1;
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}

/** Kept connections end a few seconds after their last request. The result shows those that do not end. */
async function holdingsAtRest(): Promise<Holdings> {
  for (let attempt = 0; ; attempt += 1) {
    const holdings = await server.holdings();
    if (holdings.resources["TCPSocketWrap"] === undefined || attempt === 60) return holdings;
    await delay(500);
  }
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1_024 / 1_024).toFixed(1)} MiB`;
}
