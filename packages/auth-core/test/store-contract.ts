import { describe, expect, it } from "vitest";
import type { Now, Store } from "../src/index.ts";

/** How a contract test opens a store, and how it lets time pass. */
export interface StoreUnderTest {
  open: (now: Now) => Store | Promise<Store>;
  /** For a store that does not use `now`. */
  passSeconds?: (seconds: number) => Promise<void>;
  /** The precision of the lifetimes in a test. A store with its own clock is less exact, because its time passes during the test. */
  precisionSeconds?: number;
}

type Work = (store: Store, passSeconds: (seconds: number) => Promise<void>) => Promise<void>;

/** The promises of every store. They are the same for all implementations. Each test calls `open` once. */
export function describeStore(name: string, { open, ...world }: StoreUnderTest): void {
  const { precisionSeconds = 0.001 } = world;
  const withStore = (work: Work) => async () => {
    let now = 1_750_000_000_000;
    const moveClock = async (seconds: number) => void (now += seconds * 1_000);
    const store = await open(() => now);
    try {
      await work(store, world.passSeconds ?? moveClock);
    } finally {
      await store.close();
    }
  };

  describe(`${name} keeps the promises of a store`, () => {
    it(
      "gives back what was written, and nothing for another key",
      withStore(async (store) => {
        await store.set("session:1", "first", 60);
        expect(await store.get("session:1")).toBe("first");
        expect(await store.get("session:2")).toBeUndefined();
      }),
    );

    it(
      "overwrites the value and gives it a new end",
      withStore(async (store, passSeconds) => {
        await store.set("session:1", "first", 10);
        await store.set("session:1", "second", 60);
        await passSeconds(30);
        expect(await store.get("session:1")).toBe("second");
      }),
    );

    it(
      "keeps a record until its end and no longer",
      withStore(async (store, passSeconds) => {
        await store.set("session:1", "value", 60);
        await passSeconds(60 - precisionSeconds);
        expect(await store.get("session:1")).toBe("value");
        await passSeconds(precisionSeconds);
        expect(await store.get("session:1")).toBeUndefined();
      }),
    );

    it(
      "does not give out an expired record by take",
      withStore(async (store, passSeconds) => {
        await store.set("state:1", "value", 60);
        await passSeconds(60);
        expect(await store.take("state:1")).toBeUndefined();
      }),
    );

    it(
      "gives a record to exactly one of many takers",
      withStore(async (store) => {
        await store.set("code:1", "value", 60);
        const taken = await Promise.all(Array.from({ length: 20 }, async () => store.take("code:1")));
        expect(taken.filter((value) => value !== undefined)).toEqual(["value"]);
        expect(await store.get("code:1")).toBeUndefined();
      }),
    );

    it(
      "lets exactly one of many writers swap the same value",
      withStore(async (store) => {
        await store.set("token:1", "old", 60);
        const swapped = await Promise.all(
          Array.from({ length: 20 }, async (_, index) =>
            store.compareAndSet("token:1", "old", `new ${index}`, 60),
          ),
        );
        expect(swapped.filter(Boolean)).toHaveLength(1);
        expect(await store.get("token:1")).toBe(`new ${swapped.indexOf(true)}`);
      }),
    );

    it(
      "does not swap a value that differs, that is missing or that has expired",
      withStore(async (store, passSeconds) => {
        await store.set("token:1", "current", 60);
        expect(await store.compareAndSet("token:1", "stale", "new", 60)).toBe(false);
        expect(await store.get("token:1")).toBe("current");
        expect(await store.compareAndSet("token:2", "current", "new", 60)).toBe(false);
        expect(await store.get("token:2")).toBeUndefined();
        await passSeconds(60);
        expect(await store.compareAndSet("token:1", "current", "new", 60)).toBe(false);
        expect(await store.get("token:1")).toBeUndefined();
      }),
    );

    it(
      "lets exactly one of many writers put a value where there is none",
      withStore(async (store, passSeconds) => {
        await store.set("token:1", "expired", 10);
        await passSeconds(10 + precisionSeconds);
        const written = await Promise.all(
          Array.from({ length: 20 }, async (_, index) =>
            store.compareAndSet("token:1", undefined, `new ${index}`, 60),
          ),
        );
        expect(written.filter(Boolean)).toHaveLength(1);
        expect(await store.get("token:1")).toBe(`new ${written.indexOf(true)}`);
        expect(await store.compareAndSet("token:1", undefined, "late", 60)).toBe(false);
      }),
    );

    it(
      "gives a swapped value its own end",
      withStore(async (store, passSeconds) => {
        await store.set("token:1", "old", 10);
        await store.compareAndSet("token:1", "old", "new", 60);
        await passSeconds(30);
        expect(await store.get("token:1")).toBe("new");
        await passSeconds(30);
        expect(await store.get("token:1")).toBeUndefined();
      }),
    );

    it(
      "forgets a deleted record, and does not mind deleting it twice",
      withStore(async (store) => {
        await store.set("session:1", "value", 60);
        await store.delete("session:1");
        await store.delete("session:1");
        expect(await store.get("session:1")).toBeUndefined();
      }),
    );

    it(
      "keeps live records while a thousand expired ones are swept away",
      // Each of these writes waits for the disk.
      { timeout: 300_000 },
      withStore(async (store, passSeconds) => {
        await store.set("session:live", "value", 3_600);
        for (let index = 0; index < 1_100; index += 1) {
          await store.set(`state:${index}`, "value", 1);
          if (index === 600) await passSeconds(2);
        }
        expect(await store.get("session:live")).toBe("value");
        expect(await store.get("state:1")).toBeUndefined();
      }),
    );

    it(
      "lists its live records with the time that they have left, however many there are",
      { timeout: 300_000 },
      withStore(async (store, passSeconds) => {
        for (let index = 0; index < 600; index += 1) await store.set(`session:${index}`, `v${index}`, 60);
        await store.set("session:short", "value", 10);
        await passSeconds(20);
        const found = new Map<string, string>();
        for await (const { key, value, ttlSeconds } of store.records()) {
          found.set(key, value);
          expect(ttlSeconds).toBeGreaterThan(35);
          expect(ttlSeconds).toBeLessThanOrEqual(40);
        }
        expect(found.size).toBe(600);
        expect(found.get("session:550")).toBe("v550");
      }),
    );

    it(
      "lists its records while they are rewritten and deleted",
      withStore(async (store) => {
        for (let index = 0; index < 30; index += 1) await store.set(`session:${index}`, "old", 60);
        for await (const { key, value, ttlSeconds } of store.records()) {
          if (value === "old") await store.compareAndSet(key, value, "new", ttlSeconds);
          if (key === "session:7") await store.delete(key);
        }
        expect(await store.get("session:29")).toBe("new");
        expect(await store.get("session:7")).toBeUndefined();
      }),
    );

    it(
      "takes quotes, line breaks and other scripts in keys and values as they are",
      withStore(async (store) => {
        const awkward = `'; DROP TABLE records; --\n"ภาษาไทย" \u{1F511}`;
        await store.set(awkward, awkward, 60);
        expect(await store.get(awkward)).toBe(awkward);
      }),
    );
  });
}
