import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seed } from "../../../packages/mock-entra/src/index.ts";
import {
  redeem,
  refresh,
  register,
  revoke,
  signInByHand,
} from "../../../packages/remote-server/test/support/by-hand.ts";
import { bareEnvironment, packages, type Program, start, stop } from "../support/programs.ts";
import { callMcp } from "./client-calls.ts";
import { freePort } from "../support/free-port.ts";
import { hasCommit, type LaidOut, layOutCommit } from "./lay-out-commit.ts";
import { findRedisServer, type RedisServer, startRedisServer } from "./redis-server.ts";
import { type Proxy, startRoundRobinProxy } from "./round-robin-proxy.ts";
import { serveMock } from "./served-mock.ts";

/** The oldest version whose records are tried. It has also written the fixtures of the server's own test. */
const versionBefore = "fa35816";

const missing = [
  ...(hasCommit(versionBefore) ? [] : [`the commit ${versionBefore}, which a shallow clone leaves out`]),
  ...(findRedisServer() === undefined ? ["redis-server"] : []),
];
if (missing.length > 0)
  process.stderr.write(`The proof of upgrades is skipped: there is no ${missing.join(", and no ")}.\n`);

interface Both {
  mock: Awaited<ReturnType<typeof serveMock>>;
  redis: RedisServer;
  proxy: Proxy;
  laidOut: LaidOut;
  before: Program & { port: number };
  now: Program & { port: number };
}

let both: Both;

beforeAll(async () => {
  if (missing.length > 0) return;
  const laidOut = layOutCommit(versionBefore);
  const mock = await serveMock();
  const redis = await startRedisServer();
  const proxy = await startRoundRobinProxy(await freePort());
  const environment = { ...mock.environment, SESSION_STORE: redis.url, PUBLIC_URL: proxy.url };
  const run = async (folder: string) => {
    const port = await freePort();
    const env = { ...bareEnvironment, ...environment, PORT: String(port), LOG_LEVEL: "error" };
    const program = await start("remote-server", [], env, /MCP endpoint/, folder);
    return { ...program, port };
  };
  both = { mock, redis, proxy, laidOut, before: await run(laidOut.packages), now: await run(packages) };
}, 60_000);

afterAll(async () => {
  if (missing.length > 0) return;
  await Promise.all([stop(both.before), stop(both.now)]);
  await both.proxy.close();
  await both.redis.stop();
  await both.mock.close();
  both.laidOut.remove();
});

/** The instances that answer from now on, in turn. */
function serveWith(...ports: number[]): { issuer: string } {
  const { instances, url } = both.proxy;
  instances.splice(0, instances.length, ...ports);
  return { issuer: url };
}

async function signIn(addresses: { issuer: string }) {
  const client = await register(addresses);
  const code = (await signInByHand(addresses, client, seed.users.ada)).get("code") ?? "";
  const { access_token: token = "", refresh_token: refreshToken = "" } = await redeem(
    addresses,
    client,
    code,
  );
  return { client, token, refreshToken };
}

describe.skipIf(missing.length > 0)("the version before and this one on one Redis", () => {
  it.each(["forward", "back"])("a session that one began goes on at the other: %s", async (direction) => {
    const { before, now } = both;
    const [first, second] = direction === "forward" ? [before.port, now.port] : [now.port, before.port];
    const { client, token, refreshToken } = await signIn(serveWith(first));
    const other = serveWith(second);
    expect(await callMcp(other.issuer, token, "getUserDetails")).toBe(200);
    const renewed = await refresh(other, client, refreshToken);
    expect(await callMcp(serveWith(first).issuer, renewed["access_token"] ?? "", "getUserDetails")).toBe(200);
    expect(await revoke(serveWith(second), client, token)).toBe(200);
    expect(await callMcp(serveWith(first).issuer, token, "tools/list")).toBe(401);
  });

  it("sign-ins whose every step meets the other version end with a session", async () => {
    const addresses = serveWith(both.before.port, both.now.port);
    for (let count = 0; count < 6; count += 1) {
      // An odd number of requests reverses the order.
      await fetch(`${addresses.issuer}/healthz`);
      const { token } = await signIn(addresses);
      const statuses = [
        await callMcp(addresses.issuer, token, "tools/list"),
        await callMcp(addresses.issuer, token, "tools/list"),
      ];
      expect(statuses).toEqual([200, 200]);
    }
  });
});
