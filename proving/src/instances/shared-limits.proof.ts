import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seed } from "../../../packages/mock-entra/src/index.ts";
import { redeem, register, signInByHand } from "../../../packages/remote-server/test/support/by-hand.ts";
import { freePort } from "../support/free-port.ts";
import { findRedisServer, type RedisServer, startRedisServer } from "./redis-server.ts";
import { type Proxy, startRoundRobinProxy } from "./round-robin-proxy.ts";
import { serveMock } from "./served-mock.ts";
import { type Instance, type WarmInstance, warmInstance } from "./start-instance.ts";

const limits = { addressFactor: 1, callsPerUser: 120, callsPerClient: 80 };
const registrations = 50;
const minuteSeconds = 60;
const quarterSeconds = 15 * minuteSeconds;

/** The requests beyond a limit that may succeed: those that an instance has not reported yet, and those at the same moment. */
function slack(limit: number, atOnce = 1): number {
  return 2 * Math.max(1, Math.floor(limit / 20)) + atOnce;
}

describe.skipIf(findRedisServer() === undefined)("the limits of two instances on one Redis", () => {
  let mock: Awaited<ReturnType<typeof serveMock>>;
  let folder: string;
  let redis: RedisServer;
  let proxy: Proxy;
  let warm: () => Promise<WarmInstance>;
  let running: Instance[];
  let movedSeconds = 0;

  beforeAll(async () => {
    mock = await serveMock();
    folder = mkdtempSync(join(tmpdir(), "redis-data-"));
    redis = await startRedisServer({ folder });
    proxy = await startRoundRobinProxy(await freePort());
    const environment = { ...mock.environment, SESSION_STORE: redis.url, PUBLIC_URL: proxy.url };
    warm = async () =>
      warmInstance({
        ...environment,
        TRUST_PROXY: "1",
        REQUEST_LIMITS: [limits.addressFactor, limits.callsPerUser, limits.callsPerClient].join(),
      });
    running = [];
    await Promise.all([startInstance(), startInstance()]);
  });
  afterAll(async () => {
    await Promise.all(running.map(async (instance) => instance.kill()));
    await proxy.close();
    await redis.stop();
    await mock.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function startInstance(): Promise<void> {
    const instance = await (await warm()).start();
    await instance.moveClock(movedSeconds);
    running.push(instance);
    proxy.instances.splice(0, Infinity, ...running.map(({ port }) => port));
  }

  async function moveClocks(seconds: number): Promise<void> {
    movedSeconds += seconds;
    await Promise.all(running.map(async (instance) => instance.moveClock(movedSeconds)));
  }

  /** Moves the clocks to the beginning of a window. It contains no call yet, and does not end during a test. */
  async function beginWindow(windowSeconds: number): Promise<void> {
    await moveClocks(windowSeconds - ((Date.now() / 1_000 + movedSeconds) % windowSeconds));
  }

  async function registerFrom(address: string): Promise<Response> {
    const response = await fetch(`${proxy.url}/register`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-forwarded-for": address },
      body: JSON.stringify({ redirect_uris: ["http://127.0.0.1:9/callback"] }),
    });
    await response.body?.cancel();
    return response;
  }

  async function tokenOf(user: (typeof seed.users)[keyof typeof seed.users]): Promise<string> {
    const issuer = proxy.url;
    const clientId = await register({ issuer });
    const code = (await signInByHand({ issuer }, clientId, user)).get("code") ?? "";
    return (await redeem({ issuer }, clientId, code)).access_token ?? "";
  }

  async function call(token: string): Promise<Response> {
    const response = await fetch(`${proxy.url}/mcp`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" }),
    });
    await response.body?.cancel();
    return response;
  }

  /** @returns how many of these requests were not refused with 429, and the last refusal. */
  async function countAllowed(
    requests: number,
    send: () => Promise<Response>,
    atOnce = 1,
  ): Promise<{ allowed: number; statuses: Set<number>; refusal: Response | undefined }> {
    const statuses: number[] = [];
    let refusal: Response | undefined;
    let left = requests;
    const sendOn = async (): Promise<void> => {
      while ((left -= 1) >= 0) {
        const response = await send();
        statuses.push(response.status);
        if (response.status === 429) refusal = response;
      }
    };
    await Promise.all(Array.from({ length: atOnce }, sendOn));
    const allowed = statuses.filter((status) => status !== 429).length;
    return { allowed, statuses: new Set(statuses), refusal };
  }

  function expectWithin(allowed: number, limit: number, atOnce = 1): void {
    expect(allowed).toBeGreaterThanOrEqual(limit);
    expect(allowed).toBeLessThanOrEqual(limit + slack(limit, atOnce));
  }

  function expectRetryAfter(refusal: Response | undefined, windowSeconds: number): void {
    const seconds = Number(refusal?.headers.get("retry-after"));
    expect(seconds).toBeGreaterThan(0);
    // The server computes it from the real time, and the clocks of the instances are ahead of it. It is in whole seconds.
    expect(seconds).toBeLessThanOrEqual(Math.ceil(windowSeconds + movedSeconds));
  }

  it("count an address over both, leave others alone, and end with the window", async () => {
    await beginWindow(quarterSeconds);
    const { allowed, statuses, refusal } = await countAllowed(2 * registrations, async () =>
      registerFrom("203.0.113.5"),
    );
    expect(statuses).toEqual(new Set([201, 429]));
    expectWithin(allowed, registrations);
    expectRetryAfter(refusal, quarterSeconds);
    expect((await registerFrom("203.0.113.6")).status).toBe(201);
    await moveClocks(quarterSeconds);
    for (const _instance of running) expect((await registerFrom("203.0.113.5")).status).toBe(201);
  });

  it("count a client and a user over both, in a burst as well, and end with the minute", async () => {
    const [first, second] = [await tokenOf(seed.users.ada), await tokenOf(seed.users.ada)];
    const others = await tokenOf(seed.users.grace);
    await beginWindow(minuteSeconds);
    const burst = await countAllowed(2 * limits.callsPerClient, async () => call(first), 8);
    expect(burst.statuses).toEqual(new Set([200, 429]));
    expectWithin(burst.allowed, limits.callsPerClient, 8);
    expectRetryAfter(burst.refusal, minuteSeconds);
    // Refused calls count for the user too: a user who continues uses up their own limit.
    const rest = await countAllowed(20, async () => call(second));
    expect(rest.statuses).toEqual(new Set([429]));
    expect((await call(others)).status).toBe(200);
    await moveClocks(minuteSeconds);
    for (const token of [first, second]) {
      for (const _instance of running) expect((await call(token)).status).toBe(200);
    }
  });

  it("count a user over all clients, one after the other", async () => {
    const [first, second] = [await tokenOf(seed.users.ada), await tokenOf(seed.users.ada)];
    await beginWindow(minuteSeconds);
    const before = limits.callsPerClient - 10;
    expect((await countAllowed(before, async () => call(first))).allowed).toBe(before);
    const rest = await countAllowed(limits.callsPerClient, async () => call(second));
    expectWithin(before + rest.allowed, limits.callsPerUser);
  });

  it("do not begin anew with an instance that is replaced", async () => {
    const token = await tokenOf(seed.users.ada);
    await beginWindow(minuteSeconds);
    await countAllowed(limits.callsPerClient + 10, async () => call(token));
    await running.shift()?.kill();
    await startInstance();
    const { allowed } = await countAllowed(20, async () => call(token));
    // With its first request, the new instance asks Redis for the counts. It accepts that request.
    expect(allowed).toBeLessThanOrEqual(3);
  });

  it("hold for each instance while Redis is down, when nothing is served but 503, and for both when it is back", async () => {
    const token = await tokenOf(seed.users.ada);
    await beginWindow(quarterSeconds);
    await countAllowed(limits.callsPerClient + 10, async () => call(token));
    await redis.stop();
    const down = await call(token);
    expect([down.status, Number(down.headers.get("retry-after"))]).toEqual([503, 5]);
    const registering = await countAllowed(3 * registrations, async () => registerFrom("203.0.113.7"));
    expect(registering.statuses).toEqual(new Set([429, 503]));
    expect(registering.allowed).toBe(2 * registrations);
    redis = await startRedisServer({ folder, port: Number(new URL(redis.url).port) });
    await expect
      .poll(async () => (await fetch(`${proxy.url}/healthz`)).status, { timeout: 10_000 })
      .toBe(200);
    await expect.poll(async () => (await call(token)).status, { timeout: 10_000 }).toBe(429);
    await expect.poll(async () => (await registerFrom("203.0.113.7")).status, { timeout: 10_000 }).toBe(429);
  });
});
