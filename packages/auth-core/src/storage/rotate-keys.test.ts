import { randomBytes } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { createAuthenticatingStore } from "./authenticating-store.ts";
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
  await store.set("count:1", "17", 60);
});

describe("rotating the keys of a store", () => {
  it("makes every record readable with the newest key alone, and keeps their ends", async () => {
    now = 20_000;
    expect(await rotateKeys(store, bothRing)).toEqual({ ...none, rewritten: 10, plain: 1 });
    const after = createEncryptingStore(store, newRing);
    for (let index = 0; index < 10; index += 1)
      expect(await after.get(`entra:${index}`)).toBe(`cache ${index}`);
    expect(await store.get("count:1")).toBe("17");
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

  it("vouches anew for records that are not encrypted, and for no others", async () => {
    const before = createAuthenticatingStore(store, oldRing);
    for (const name of ["ada", "grace", "eve"]) await before.set(`session:${name}`, name, 60);
    const [graces, eves] = [(await store.get("session:grace")) ?? "", (await store.get("session:eve")) ?? ""];
    await store.set("session:grace", eves, 60);
    await store.set("session:eve", graces, 60);
    now = 20_000;
    expect(await rotateKeys(store, bothRing)).toEqual({ ...none, rewritten: 11, plain: 1, unreadable: 2 });
    const after = createAuthenticatingStore(store, newRing);
    expect(await after.get("session:ada")).toBe("ada");
    expect(await store.get("session:grace")).toBe(eves);
    expect(await rotateKeys(store, bothRing)).toEqual({ ...none, current: 11, plain: 1, unreadable: 2 });
    now = 60_000;
    expect(await after.get("session:ada")).toBeUndefined();
  });

  it("leaves a session to a server that refreshes it meanwhile", async () => {
    await createAuthenticatingStore(store, oldRing).set("session:ada", "old pair", 60);
    const server = createAuthenticatingStore(store, bothRing);
    const busy: Store = {
      ...store,
      compareAndSet: async (key, ...rest) => {
        if (key === "session:ada") await server.compareAndSet(key, "old pair", "new pair", 60);
        return store.compareAndSet(key, ...rest);
      },
    };
    expect(await rotateKeys(busy, bothRing)).toEqual({ ...none, rewritten: 11, plain: 1 });
    expect(await createAuthenticatingStore(store, newRing).get("session:ada")).toBe("new pair");
  });

  it("does not keep a server from refreshing a session", async () => {
    await createAuthenticatingStore(store, oldRing).set("session:ada", "old pair", 60);
    let swaps = 0;
    const rotating: Store = {
      ...store,
      compareAndSet: async (...record) => {
        // Between the server's attempts, the record is encrypted with the newest key.
        if ((swaps += 1) === 2) await rotateKeys(store, bothRing);
        return store.compareAndSet(...record);
      },
    };
    const server = createAuthenticatingStore(rotating, bothRing);
    await server.set("session:eve", "under the newest key already", 60);
    expect(await server.compareAndSet("session:ada", "old pair", "new pair", 60)).toBe(true);
    expect(await server.compareAndSet("session:eve", "under the newest key already", "new", 60)).toBe(true);
  });
});
