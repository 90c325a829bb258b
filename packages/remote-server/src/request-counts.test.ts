import { createMemoryStore, type Store, StoreError } from "@mcp-entra/auth-core";
import { describe, expect, it } from "vitest";
import { createRequestCounts } from "./request-counts.ts";

const minute = 60_000;

/** Instances with one clock, on one store or each alone. */
function instances(count: number, shared?: Pick<Store, "get" | "compareAndSet">) {
  const clock = { now: 10 * minute };
  const now = () => clock.now;
  const all = Array.from({ length: count }, () => createRequestCounts({ now, shared })("limit", minute));
  const hit = async (instance: number, key = "ada"): Promise<number> => {
    const { totalHits } = (await all[instance]?.increment(key)) ?? { totalHits: 0 };
    // Telling the others takes a few turns of the event loop.
    await new Promise((resolve) => void setImmediate(resolve));
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

  it("name nobody in the store", async () => {
    const keys: string[] = [];
    const store = createMemoryStore(() => 0);
    const get = async (key: string) => (keys.push(key), store.get(key));
    await instances(1, { ...store, get }).hit(0, "203.0.113.5");
    expect(keys).toHaveLength(1);
    expect(keys[0]).not.toContain("203.0.113.5");
  });
});
