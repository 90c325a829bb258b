import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { defaultSessionPolicy } from "../../../packages/remote-server/src/auth/sessions/session.ts";
import { refresh } from "../../../packages/remote-server/test/support/by-hand.ts";
import { bundleInstance } from "./bundle-instance.ts";
import { serveMock } from "./served-mock.ts";
import { type Instance, type WarmInstance, warmInstance } from "./start-instance.ts";
import { callMcp } from "./client-calls.ts";
import { createTraffic, type Traffic } from "./traffic.ts";
import { findRedisServer, startRedisServer } from "./redis-server.ts";
import { freePort } from "../support/free-port.ts";

const rounds = Number(process.env["CRASH_ROUNDS"] ?? 200);
const leastInFlight = 20;
const roundsPerSignIn = 3;
/** The sessions before each kill, so that a crash could lose some. */
const leastAnswered = 30;
const firstSessions = 24;
/**
 * A limit for the sign-ins. Without it, a slow run signs in so often that the server ends a user's oldest sessions: it keeps 200 for each
 * user.
 */
const mostSignIns = (round: number): number => firstSessions + round + 1;
const graceSeconds = defaultSessionPolicy.refreshGraceSeconds;

let mock: Awaited<ReturnType<typeof serveMock>>;
let program: string;
beforeAll(async () => {
  [mock, program] = await Promise.all([serveMock(), bundleInstance()]);
});
afterAll(async () => mock.close());

/** Kills the server again and again, each time during its work. @returns the number of open requests at each kill. */
async function killAgainAndAgain(traffic: Traffic, warm: () => Promise<WarmInstance>): Promise<number[]> {
  const inFlight: number[] = [];
  let standby = warm();
  onTestFinished(async () => (await standby).kill());
  const next = async (): Promise<Instance> => {
    const ready = await standby;
    onTestFinished(async () => ready.kill());
    standby = warm();
    return ready.start();
  };
  let instance = await next();
  await traffic.signIn(firstSessions);
  traffic.allowSignIns(mostSignIns(0));
  traffic.begin();
  for (let round = 0; round < rounds; round += 1) {
    const answered = traffic.ledger.answered();
    while (traffic.ledger.answered() < answered + leastAnswered) await delay(2);
    // Sign-ins take longest: on a slow machine, none would finish between two kills.
    const wanted = traffic.ledger.counts.signIns + (round % roundsPerSignIn === 0 ? 1 : 0);
    while (traffic.ledger.counts.signIns < Math.min(wanted, mostSignIns(round))) await delay(2);
    // Clients pause until the next process is loaded. Otherwise this proof spends most of its time on requests that no server answers.
    await traffic.restUntil(standby);
    traffic.allowSignIns(mostSignIns(round + 1));
    await delay(Math.random() * 100);
    while (traffic.inFlight() < leastInFlight) await delay(1);
    inFlight.push(traffic.inFlight());
    await instance.kill();
    instance = await next();
  }
  await delay(200);
  await traffic.end();
  return inFlight;
}

/** @returns how many replaced refresh tokens it has tried. */
async function expectSessionsToWork(traffic: Traffic): Promise<number> {
  const lost: number[] = [];
  for (const { accessToken } of traffic.sessions) {
    const status = await callMcp(issuer, accessToken, "tools/list");
    if (status !== 200) lost.push(status);
  }
  expect(lost).toEqual([]);
  // Long after the grace period, an old refresh token must not work.
  const old = traffic.ledger.replacedBefore(Date.now() - (graceSeconds + 1) * 1_000).slice(0, 20);
  for (const { clientId, refreshToken } of old) {
    expect(await refresh({ issuer }, clientId, refreshToken)).toMatchObject({ error: "invalid_grant" });
  }
  return old.length;
}

/** The result of SQLite's own check of every page of the file. */
function integrityOf(file: string): string {
  const database = new DatabaseSync(file, { readOnly: true });
  const result = String(database.prepare("PRAGMA integrity_check").get()?.["integrity_check"]);
  database.close();
  return result;
}

let issuer: string;

const stores = [
  { name: "SQLite", available: true },
  { name: "Redis", available: findRedisServer() !== undefined },
];

describe.each(stores)(
  "kill -9 in the middle of sign-ins, refreshes and tool calls, with $name",
  ({ name, available }) => {
    it.skipIf(!available)(
      `loses nothing that was finished, in ${rounds} rounds`,
      { timeout: 600_000 },
      async () => {
        const folder = mkdtempSync(join(tmpdir(), "crash-"));
        onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
        const file = join(folder, "sessions.sqlite");
        const redis = name === "Redis" ? await startRedisServer() : undefined;
        onTestFinished(async () => redis?.stop());
        const port = await freePort();
        issuer = `http://localhost:${port}`;
        const traffic = createTraffic(issuer);
        const environment = {
          ...mock.environment,
          PORT: `${port}`,
          SESSION_STORE: redis?.url ?? `sqlite:${file}`,
        };
        const inFlight = await killAgainAndAgain(traffic, async () => warmInstance(environment, program));
        const old = await expectSessionsToWork(traffic);
        const { violations, counts } = traffic.ledger;
        const average = inFlight.reduce((sum, count) => sum + count, 0) / rounds;
        process.stdout.write(
          `kill -9 with ${name}: ${rounds} rounds, ${Math.min(...inFlight)} to ${Math.max(...inFlight)} requests in flight at each (${average.toFixed(0)} on average); ` +
            `${counts.signIns} sign-ins, ${counts.refreshes} refreshes (${counts.rotations} new pairs), ${counts.tools} tool calls, ${counts.retries} asked again; ${old} old refresh tokens tried\n`,
        );
        expect(violations).toEqual([]);
        expect(Math.min(...inFlight)).toBeGreaterThanOrEqual(leastInFlight);
        expect(counts.rotations).toBeGreaterThan(rounds / 10);
        expect(old).toBeGreaterThan(0);
        expect(counts.signIns).toBeGreaterThan(rounds / 4);
        expect(redis === undefined ? integrityOf(file) : "ok").toBe("ok");
        await redis?.stop();
        rmSync(folder, { recursive: true });
      },
    );
  },
);
