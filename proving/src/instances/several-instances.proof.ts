import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../../packages/mock-entra/src/index.ts";
import {
  redeem,
  refresh,
  register,
  revoke,
  signInByHand,
} from "../../../packages/remote-server/test/support/by-hand.ts";
import { callMcp } from "./client-calls.ts";
import { freePort } from "../support/free-port.ts";
import { findRedisServer, type RedisServer, startRedisServer } from "./redis-server.ts";
import { type Proxy, startRoundRobinProxy } from "./round-robin-proxy.ts";
import { serveMock } from "./served-mock.ts";
import { type Instance, type WarmInstance, warmInstance } from "./start-instance.ts";
import { createTraffic } from "./traffic.ts";

const replacements = 8;
const secondsBetween = 2;

describe.skipIf(findRedisServer() === undefined)("two instances on one Redis, behind a proxy", () => {
  let mock: Awaited<ReturnType<typeof serveMock>>;
  let folder: string;
  let redis: RedisServer;
  let proxy: Proxy;
  let warm: () => Promise<WarmInstance>;
  let running: Instance[];

  beforeAll(async () => {
    mock = await serveMock();
  });
  afterAll(async () => mock.close());

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "redis-data-"));
    redis = await startRedisServer({ folder });
    proxy = await startRoundRobinProxy(await freePort());
    const environment = { ...mock.environment, SESSION_STORE: redis.url, PUBLIC_URL: proxy.url };
    warm = async () => warmInstance({ ...environment, REFRESH_GRACE_SECONDS: "8" });
    running = await Promise.all([1, 2].map(async () => (await warm()).start()));
    proxy.instances.push(...running.map(({ port }) => port));
  });
  afterEach(async () => {
    await Promise.all(running.map(async (instance) => instance.kill()));
    await proxy.close();
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("sign a user in although every step goes to the other instance, and refuse what was revoked on the other", async () => {
    const issuer = proxy.url;
    const clientId = await register({ issuer });
    const code = (await signInByHand({ issuer }, clientId, seed.users.ada)).get("code") ?? "";
    const { access_token: token = "", refresh_token: refreshToken } = await redeem(
      { issuer },
      clientId,
      code,
    );
    expect(await callMcp(issuer, token, "getUserDetails")).toBe(200);
    expect(await refresh({ issuer }, clientId, refreshToken)).toMatchObject({ access_token: token });
    expect(await revoke({ issuer }, clientId, token)).toBe(200);
    expect(await callMcp(issuer, token, "tools/list")).toBe(401);
    const steps = ["/register", "/authorize", "/consent", "/auth/callback", "/token", "/mcp", "/token"];
    expect(proxy.log.map(({ path }) => path)).toEqual([...steps, "/revoke", "/mcp"]);
    for (const [index, { port }] of proxy.log.entries()) expect(port).not.toBe(proxy.log[index - 1]?.port);
  });

  it("refuse a code on the one instance that was redeemed on the other, and end what it got", async () => {
    const issuer = proxy.url;
    const clientId = await register({ issuer });
    const code = (await signInByHand({ issuer }, clientId, seed.users.ada)).get("code") ?? "";
    const answers = await Promise.all(
      Array.from({ length: 10 }, async () => redeem({ issuer }, clientId, code)),
    );
    const tokens = answers.flatMap(({ access_token: token }) => token ?? []);
    expect(tokens.length).toBeLessThanOrEqual(1);
    for (const token of tokens) expect(await callMcp(issuer, token, "tools/list")).toBe(401);
  });

  it(`lose no session while one after the other is killed and replaced (${replacements} times)`, async () => {
    const traffic = createTraffic(proxy.url);
    await traffic.signIn(24);
    traffic.begin();
    for (let index = 0; index < replacements; index += 1) {
      const [next] = await Promise.all([warm(), delay(secondsBetween * 1_000)]);
      await running.shift()?.kill();
      running.push(await next.start());
      proxy.instances.splice(0, 2, ...running.map(({ port }) => port));
    }
    await traffic.end();
    const { counts, violations } = traffic.ledger;
    const lost: number[] = [];
    for (const { accessToken } of traffic.sessions) {
      const status = await callMcp(proxy.url, accessToken, "tools/list");
      if (status !== 200) lost.push(status);
    }
    process.stdout.write(
      `two instances, ${replacements} killed and replaced: ${violations.length + lost.length} failed sessions of ${traffic.sessions.length}; ` +
        `${counts.signIns} sign-ins, ${counts.refreshes} refreshes (${counts.rotations} new pairs), ${counts.tools} tool calls, ${counts.retries} asked again\n`,
    );
    expect(violations).toEqual([]);
    expect(lost).toEqual([]);
    expect(counts.rotations).toBeGreaterThan(10);
  });

  it("say 503 and when to come again while Redis is down, and go on by themselves when it is back", async () => {
    const issuer = proxy.url;
    const clientId = await register({ issuer });
    const code = (await signInByHand({ issuer }, clientId, seed.users.ada)).get("code") ?? "";
    const { access_token: token = "" } = await redeem({ issuer }, clientId, code);
    await redis.stop();
    for (let request = 0; request < 4; request += 1) {
      const started = performance.now();
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(`${issuer}/mcp`, { method: "POST", headers });
      expect(response.status).toBe(503);
      expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(await response.text()).not.toContain("redis");
      expect(performance.now() - started).toBeLessThan(3_000);
    }
    const health = await fetch(`${issuer}/healthz`);
    expect([health.status, await health.json()]).toEqual([503, { status: "unavailable" }]);
    redis = await startRedisServer({ folder, port: Number(new URL(redis.url).port) });
    await expect.poll(async () => callMcp(issuer, token, "getUserDetails"), { timeout: 10_000 }).toBe(200);
    await expect.poll(async () => (await fetch(`${issuer}/healthz`)).status, { timeout: 10_000 }).toBe(200);
  });
});
