import { setTimeout as delay } from "node:timers/promises";
import { createClient } from "@redis/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRedisStore } from "../../../packages/auth-core/src/storage/redis-store.ts";
import { describeStore } from "../../../packages/auth-core/test/store-contract.ts";
import { findRedisServer, type RedisServer, startRedisServer } from "./redis-server.ts";
import { startSilencer } from "./silencer.ts";

/** Reduces the lifetime of every record by these seconds, because Redis's own clock cannot be moved. */
const shorten = `
  for _, key in ipairs(redis.call("KEYS", "*")) do
    redis.call("PEXPIREAT", key, redis.call("PEXPIRETIME", key) - ARGV[1])
  end
`;

describe.skipIf(findRedisServer() === undefined)("on a real Redis", () => {
  let redis: RedisServer;
  let control: ReturnType<typeof createClient>;

  beforeAll(async () => {
    redis = await startRedisServer();
    control = createClient({ url: redis.url });
    await control.connect();
  });
  afterAll(async () => {
    control.destroy();
    await redis.stop();
  });

  describeStore("the Redis store", {
    open: async () => {
      await control.flushAll();
      return createRedisStore(redis.url);
    },
    passSeconds: async (seconds) => void (await control.eval(shorten, { arguments: [`${seconds * 1_000}`] })),
    precisionSeconds: 1,
  });

  it("gives a record to one of many takers, and lets one of many writers win, across connections", async () => {
    await control.flushAll();
    const stores = await Promise.all(Array.from({ length: 8 }, async () => createRedisStore(redis.url)));
    for (let round = 0; round < 50; round += 1) {
      await stores[0]?.set("code", "value", 60);
      await stores[0]?.set("token", "old", 60);
      const taken = await Promise.all(stores.map(async (store) => store.take("code")));
      const swapped = await Promise.all(
        stores.map(async (store, index) => store.compareAndSet("token", "old", `${index}`, 60)),
      );
      expect(taken.filter((value) => value !== undefined)).toHaveLength(1);
      expect(swapped.filter(Boolean)).toHaveLength(1);
    }
    await Promise.all(stores.map(async (store) => store.close()));
  });

  it("leaves what other programs keep in the same Redis alone", async () => {
    await control.flushAll();
    await control.set("session:1", "another user's", { expiration: { type: "EX", value: 60 } });
    const store = await createRedisStore(redis.url.replace("127.0.0.1", "localhost"));
    expect(await store.get("session:1")).toBeUndefined();
    await store.delete("session:1");
    expect(await Array.fromAsync(store.records())).toEqual([]);
    expect(await control.get("session:1")).toBe("another user's");
    await store.close();
  });

  it("keeps no record without an end", async () => {
    await control.flushAll();
    const store = await createRedisStore(redis.url);
    await store.set("a", "1", 0.000_1);
    await store.set("b", "1", 60);
    await store.compareAndSet("b", "1", "2", 60);
    await store.compareAndSet("c", undefined, "1", 60);
    // -1 means for ever.
    for (const key of ["a", "b", "c"]) expect(await control.pTTL(`mcp-entra:${key}`)).not.toBe(-1);
    expect(await control.pTTL("mcp-entra:b")).toBeGreaterThan(0);
    await store.close();
  });

  it("lists no record without an end: it is not of this store's making", async () => {
    await control.flushAll();
    const store = await createRedisStore(redis.url);
    await control.set("mcp-entra:session:1", "for ever");
    await store.set("session:2", "value", 60);
    expect((await Array.fromAsync(store.records())).map(({ key }) => key)).toEqual(["session:2"]);
    await store.close();
  });

  it("is closed once and for all, its connection with it", async () => {
    const store = await createRedisStore(redis.url, { connectMs: 100 });
    expect(await connections(control)).toBe(2);
    await delay(150);
    await Promise.all([store.close(), store.close()]);
    await expect(store.get("session:1")).rejects.toMatchObject({ code: "store_failed" });
    await delay(50);
    expect(await connections(control)).toBe(1);
  });
});

/** The connections of all programs, also of this one. */
async function connections(control: { info(section: string): Promise<string> }): Promise<number> {
  return Number(/connected_clients:(\d+)/.exec(await control.info("clients"))?.[1]);
}

describe.skipIf(findRedisServer() === undefined)("when Redis is away", () => {
  it("every command fails at once, however many come, and the store comes back by itself", async () => {
    const first = await startRedisServer();
    const store = await createRedisStore(first.url);
    await store.set("session:1", "value", 60);
    await first.stop();
    const started = performance.now();
    const answers = await Promise.allSettled(
      Array.from({ length: 1_000 }, async () => store.get("session:1")),
    );
    const elapsed = performance.now() - started;
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: "rejected", reason: { code: "store_failed" } });
    }
    expect(elapsed).toBeLessThan(2_000);
    const second = await startRedisServer({ port: Number(new URL(first.url).port) });
    await expect
      .poll(async () => store.get("session:1").catch(() => "down"), { timeout: 5_000 })
      .toBeUndefined();
    await store.set("session:1", "again", 60);
    expect(await store.get("session:1")).toBe("again");
    await store.close();
    await second.stop();
  });

  it("for longer than a connection is tried for, the store comes back by itself all the same, each time", async () => {
    let redis = await startRedisServer();
    const store = await createRedisStore(redis.url, { connectMs: 200 });
    for (let absence = 0; absence < 2; absence += 1) {
      await redis.stop();
      for (let attempt = 0; attempt < 4; attempt += 1) {
        await delay(150);
        await expect(store.get("session:1")).rejects.toMatchObject({ code: "store_failed" });
      }
      redis = await startRedisServer({ port: Number(new URL(redis.url).port) });
      await expect
        .poll(async () => store.get("session:1").catch(() => "down"), { timeout: 5_000 })
        .toBeUndefined();
    }
    await store.close();
    await redis.stop();
  });

  it("a Redis that accepts and says nothing counts as away, and is used again when it answers", async () => {
    const redis = await startRedisServer();
    const store = await createRedisStore(redis.url, { commandMs: 200, connectMs: 500 });
    await store.set("session:1", "value", 60);
    process.kill(redis.pid, "SIGSTOP");
    await expect(store.get("session:1")).rejects.toMatchObject({
      code: "store_failed",
      message: expect.stringContaining("no answer within 200 ms"),
    });
    await delay(600);
    const answers = await Promise.allSettled(Array.from({ length: 20 }, async () => store.get("session:1")));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(["rejected"]));
    process.kill(redis.pid, "SIGCONT");
    await expect
      .poll(async () => store.get("session:1").catch(() => "down"), { timeout: 5_000 })
      .toBe("value");
    // One new connection replaces the old one, for all failed commands.
    const control = await createClient({ url: redis.url }).connect();
    expect(await connections(control)).toBe(2);
    expect(Number(/total_connections_received:(\d+)/.exec(await control.info("stats"))?.[1])).toBeLessThan(5);
    control.destroy();
    await store.close();
    await redis.stop();
  });

  it("a connection that has gone silent for good is replaced, as when a firewall has forgotten it", async () => {
    const redis = await startRedisServer();
    const network = await startSilencer(Number(new URL(redis.url).port));
    const store = await createRedisStore(network.url, { commandMs: 100, connectMs: 200 });
    await store.set("session:1", "value", 60);
    network.silence();
    await expect(store.get("session:1")).rejects.toThrow(/no answer within 100 ms/);
    await expect
      .poll(async () => store.get("session:1").catch(() => "down"), { timeout: 5_000 })
      .toBe("value");
    // Also a connection that was lost and then gave no answer.
    network.cut();
    await delay(300);
    await expect(store.get("session:1")).rejects.toMatchObject({ code: "store_failed" });
    network.speak();
    await expect
      .poll(async () => store.get("session:1").catch(() => "down"), { timeout: 5_000 })
      .toBe("value");
    await store.close();
    network.close();
    await redis.stop();
  });

  it("a wrong password is refused at once, and named in no message", async () => {
    const redis = await startRedisServer({ password: "right-password" });
    const wrong = redis.url.replace("right-password", "wrong-password");
    const failure = createRedisStore(wrong, { connectMs: 60_000 });
    await expect(failure).rejects.toMatchObject({ message: expect.stringMatching(/WRONGPASS/) });
    await expect(failure).rejects.not.toMatchObject({ message: expect.stringContaining("wrong-password") });
    const store = await createRedisStore(redis.url);
    await store.set("session:1", "value", 60);
    await store.close();
    await redis.stop();
  });
});
