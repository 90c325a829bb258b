import { randomBytes } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { createEncryptingStore } from "./encrypting-store.ts";
import { parseKeyRing } from "./key-ring.ts";
import { createMemoryStore } from "./memory-store.ts";
import { rotateKeys } from "./rotate-keys.ts";
import type { Store } from "./store.ts";

const [oldKey, newKey, foreignKey] = [1, 2, 3].map(() => randomBytes(32).toString("base64"));
const oldRing = parseKeyRing(`${oldKey}`);
const bothRing = parseKeyRing(`${newKey},${oldKey}`);
const newRing = parseKeyRing(`${newKey}`);
const none = { rewritten: 0, current: 0, plain: 0, contested: 0, unreadable: 0 };
let now: number;
let store: Store;

beforeEach(async () => {
  now = 0;
  store = createMemoryStore(() => now);
  const before = createEncryptingStore(store, oldRing);
  for (let index = 0; index < 10; index += 1) await before.set(`entra:${index}`, `cache ${index}`, 60);
  await store.set("session:1", `["ada","client"]`, 60);
});

describe("rotating the keys of a store", () => {
  it("makes every record readable with the newest key alone, and keeps their ends", async () => {
    now = 20_000;
    expect(await rotateKeys(store, bothRing)).toEqual({ ...none, rewritten: 10, plain: 1 });
    const after = createEncryptingStore(store, newRing);
    for (let index = 0; index < 10; index += 1)
      expect(await after.get(`entra:${index}`)).toBe(`cache ${index}`);
    expect(await store.get("session:1")).toBe(`["ada","client"]`);
    now = 60_000;
    expect(await after.get("entra:1")).toBeUndefined();
  });

  it("goes on where it was interrupted", async () => {
    let writes = 0;
    const dying: Store = {
      ...store,
      compareAndSet: async (...record) => {
        if ((writes += 1) > 4) throw new Error("kill -9");
        return store.compareAndSet(...record);
      },
    };
    await expect(rotateKeys(dying, bothRing)).rejects.toThrow("kill -9");
    expect(await rotateKeys(store, bothRing)).toEqual({ ...none, rewritten: 6, current: 4, plain: 1 });
    expect(await rotateKeys(store, bothRing)).toEqual({ ...none, current: 10, plain: 1 });
  });

  it("never undoes what a server writes meanwhile", async () => {
    const server = createEncryptingStore(store, bothRing);
    const busy: Store = {
      ...store,
      compareAndSet: async (key, ...rest) => {
        if (key === "entra:3") await server.set(key, "newer", 60);
        return store.compareAndSet(key, ...rest);
      },
    };
    expect(await rotateKeys(busy, bothRing)).toEqual({ ...none, rewritten: 10, plain: 1 });
    expect(await createEncryptingStore(store, newRing).get("entra:3")).toBe("newer");
  });

  it("tells when a server still writes under an old key", async () => {
    const server = createEncryptingStore(store, oldRing);
    const busy: Store = {
      ...store,
      compareAndSet: async (key, ...rest) => {
        if (key === "entra:3") await server.set(key, "newer", 60);
        return store.compareAndSet(key, ...rest);
      },
    };
    expect(await rotateKeys(busy, bothRing)).toEqual({ ...none, rewritten: 9, contested: 1, plain: 1 });
  });

  it("counts what it cannot read, and leaves that alone", async () => {
    await createEncryptingStore(store, parseKeyRing(`${foreignKey}`)).set("entra:foreign", "value", 60);
    const moved = (await store.get("entra:1")) ?? "";
    await store.set("entra:moved", moved, 60);
    expect(await rotateKeys(store, bothRing)).toEqual({ ...none, rewritten: 10, plain: 1, unreadable: 2 });
    expect(await store.get("entra:moved")).toBe(moved);
  });
});
