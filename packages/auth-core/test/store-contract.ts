import { describe, expect, it } from "vitest";
import type { Now, Store } from "../src/index.ts";

/** What every store promises, whatever it is made of. `open` is called once a test. */
export function describeStore(name: string, open: (now: Now) => Store): void {
  const withStore =
    (work: (store: Store, passSeconds: (seconds: number) => void) => Promise<void>) => async () => {
      let now = 1_750_000_000_000;
      const store = open(() => now);
      try {
        await work(store, (seconds) => (now += seconds * 1_000));
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
        passSeconds(30);
        expect(await store.get("session:1")).toBe("second");
      }),
    );

    it(
      "keeps a record until its last second and not a millisecond longer",
      withStore(async (store, passSeconds) => {
        await store.set("session:1", "value", 60);
        passSeconds(59.999);
        expect(await store.get("session:1")).toBe("value");
        passSeconds(0.001);
        expect(await store.get("session:1")).toBeUndefined();
      }),
    );

    it(
      "does not give out an expired record by take",
      withStore(async (store, passSeconds) => {
        await store.set("state:1", "value", 60);
        passSeconds(60);
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
        passSeconds(60);
        expect(await store.compareAndSet("token:1", "current", "new", 60)).toBe(false);
        expect(await store.get("token:1")).toBeUndefined();
      }),
    );

    it(
      "gives a swapped value its own end",
      withStore(async (store, passSeconds) => {
        await store.set("token:1", "old", 10);
        await store.compareAndSet("token:1", "old", "new", 60);
        passSeconds(30);
        expect(await store.get("token:1")).toBe("new");
        passSeconds(30);
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
      "keeps live records while thousands of expired ones are swept away",
      withStore(async (store, passSeconds) => {
        await store.set("session:live", "value", 3_600);
        for (let index = 0; index < 2_500; index += 1) {
          await store.set(`state:${index}`, "value", 1);
          if (index === 1_200) passSeconds(2);
        }
        expect(await store.get("session:live")).toBe("value");
        expect(await store.get("state:1")).toBeUndefined();
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
