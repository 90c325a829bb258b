import { createMemoryStore, type Store, StoreError } from "@mcp-entra/auth-core";
import { describe, expect, it } from "vitest";
import { createRequestCounts } from "./request-counts.ts";

const minute = 60_000;

/** An instance needs a few turns of the event loop to tell the others. */
async function turns(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

async function recordsIn(store: Store): Promise<string[]> {
  return (await Array.fromAsync(store.records())).map(({ value }) => value);
}

/** Instances with one clock, on one store or each with its own. */
function instances(count: number, shared?: Pick<Store, "get" | "compareAndSet">, limit = 10_000) {
  const clock = { now: 10 * minute };
  const now = () => clock.now;
  const all = Array.from({ length: count }, () =>
    createRequestCounts({ now, shared })("limit", { limit, windowMs: minute }),
  );
  const hit = async (instance: number, key = "ada"): Promise<number> => {
    const { totalHits } = (await all[instance]?.increment(key)) ?? { totalHits: 0 };
    await turns();
    return totalHits;
  };
  return { clock, all, hit };
}

describe("counts", () => {
  it("are kept by key, and begin anew with each window", async () => {
    const { clock, hit, all } = instances(1);
    expect([await hit(0), await hit(0), await hit(0, "grace"), await hit(0)]).toEqual([1, 2, 1, 3]);
    clock.now += 59_999;
    expect(await hit(0)).toBe(4);
    clock.now += 1;
    expect(await hit(0)).toBe(1);
    expect((await all[0]?.increment("ada"))?.resetTime).toEqual(new Date(12 * minute));
  });

  it("can be looked at without counting, until their window is over", async () => {
    const { clock, hit, all } = instances(1);
    await hit(0);
    expect([all[0]?.hits("ada"), all[0]?.hits("ada"), all[0]?.hits("grace")]).toEqual([1, 1, 0]);
    clock.now += minute;
    expect(all[0]?.hits("ada")).toBe(0);
  });

  it("are kept of so many and no more: the oldest are forgotten first", async () => {
    const { all } = instances(1);
    for (let index = 0; index < 100_010; index += 1) await all[0]?.increment(`address ${index}`);
    expect([all[0]?.hits("address 9"), all[0]?.hits("address 10")]).toEqual([0, 1]);
  });

  it("of several instances come together within a second", async () => {
    const { clock, hit } = instances(
      3,
      createMemoryStore(() => 0),
    );
    for (let round = 0; round < 20; round += 1) {
      for (const instance of [0, 1, 2]) await hit(instance);
      clock.now += 500;
    }
    clock.now += 1_000;
    for (const instance of [0, 1, 2]) await hit(instance);
    clock.now += 1_000;
    const totals = [await hit(0), await hit(1), await hit(2)];
    for (const total of totals) expect(total).toBeGreaterThanOrEqual(60);
    expect(Math.max(...totals)).toBeLessThanOrEqual(66);
  });

  it("of several instances come together within a burst, each time that a twentieth of the limit is used up", async () => {
    const { hit } = instances(
      2,
      createMemoryStore(() => 0),
      100,
    );
    const totals: number[] = [];
    // All at the same time of the clock.
    for (let request = 0; request < 120; request += 1) totals.push(await hit(request % 2));
    const allowed = totals.filter((total) => total <= 100).length;
    expect(allowed).toBeGreaterThanOrEqual(100);
    expect(allowed).toBeLessThanOrEqual(110);
  });

  it("are added once, however long the store takes", async () => {
    const store = createMemoryStore(() => 0);
    const slow = Promise.withResolvers<void>();
    const get = async (key: string) => slow.promise.then(async () => store.get(key));
    const { clock, hit } = instances(1, { ...store, get }, 20);
    for (let request = 0; request < 10; request += 1) {
      await hit(0);
      clock.now += 1_000;
    }
    slow.resolve();
    await turns();
    expect(await recordsIn(store)).toEqual(["1"]);
    await hit(0);
    expect(await recordsIn(store)).toEqual(["11"]);
  });

  it("of a window are gone after the next one, and count for no other window and no other limit", async () => {
    const clock = { now: 10 * minute };
    const now = () => clock.now;
    const store = createMemoryStore(now);
    const counts = createRequestCounts({ now, shared: store });
    const limited = { limit: 20, windowMs: minute };
    const [calls, others] = [counts("calls", limited), counts("others", limited)];
    const hit = async (count: typeof calls) => {
      const { totalHits } = await count.increment("ada");
      await turns();
      return totalHits;
    };
    expect([await hit(calls), await hit(calls), await hit(others), await hit(others)]).toEqual([1, 2, 1, 2]);
    clock.now += minute;
    expect([await hit(calls), await hit(calls)]).toEqual([1, 2]);
    expect((await recordsIn(store)).toSorted()).toEqual(["2", "2", "2"]);
    clock.now += minute;
    expect(await recordsIn(store)).toEqual(["2"]);
  });

  it("ask the store no more often than has to be", async () => {
    const store = createMemoryStore(() => 0);
    let questions = 0;
    const get = async (key: string) => ((questions += 1), store.get(key));
    const { hit } = instances(1, { ...store, get }, 100);
    for (let request = 0; request < 100; request += 1) await hit(0);
    expect(questions).toBeLessThanOrEqual(21);
  });

  it("lose nothing when instances tell at the same moment", async () => {
    const store = createMemoryStore(() => 0);
    const { clock, all, hit } = instances(4, store);
    for (let round = 0; round < 5; round += 1) {
      await Promise.all(all.map(async (counts) => counts.increment("ada")));
      await new Promise((resolve) => void setTimeout(resolve, 5));
      clock.now += 1_000;
    }
    expect(await hit(0)).toBeGreaterThanOrEqual(18);
    expect(await hit(0)).toBeLessThanOrEqual(22);
  });

  it("do not wait for a store that is away, and go on without it", async () => {
    const away = async (): Promise<never> => {
      throw new StoreError("The store is away.");
    };
    const { hit, clock } = instances(2, { get: away, compareAndSet: away });
    expect([await hit(0), await hit(0), await hit(1)]).toEqual([1, 2, 1]);
    clock.now += 2_000;
    expect(await hit(0)).toBe(3);
  });

  it("name no user in the store", async () => {
    const keys: string[] = [];
    const store = createMemoryStore(() => 0);
    const get = async (key: string) => (keys.push(key), store.get(key));
    await instances(1, { ...store, get }).hit(0, "203.0.113.5");
    expect(keys).toHaveLength(1);
    expect(keys[0]).not.toContain("203.0.113.5");
  });
});
