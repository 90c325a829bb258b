import { randomBytes } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { createEncryptingStore } from "./encrypting-store.ts";
import { createEphemeralKeyRing, parseKeyRing } from "./key-ring.ts";
import { createMemoryStore } from "./memory-store.ts";
import type { Store } from "./store.ts";

const secret = "refresh-token-of-alice";
const integrity = {
  name: "StoreError",
  code: "record_refused",
  message: "A record failed its integrity check: it was changed, cut or moved. It was not used.",
};
let inner: Store;
beforeEach(() => {
  inner = createMemoryStore();
});

describe("the encrypting store", () => {
  it("gives back what was written, by get and by take", async () => {
    const store = createEncryptingStore(inner, createEphemeralKeyRing());
    await store.set("session:alice", secret, 60);
    expect(await store.get("session:alice")).toBe(secret);
    expect(await store.take("session:alice")).toBe(secret);
    expect(await store.get("session:alice")).toBeUndefined();
  });

  it("changes a record in one step, however many do at the same time, and from the very first on", async () => {
    const store = createEncryptingStore(inner, createEphemeralKeyRing());
    const add = async (name: string) =>
      store.update("names", (value = "") => ({ value: value + name, ttlSeconds: 60 }));
    const names = ["a", "b", "c", "d", "e", "f", "g"];
    await Promise.all(names.map(async (name) => add(name)));
    expect((await store.get("names"))?.split("").toSorted()).toEqual(names);
  });

  it("leaves a record alone when there is nothing to change", async () => {
    const store = createEncryptingStore(inner, createEphemeralKeyRing());
    await store.update("names", () => undefined);
    expect(await store.get("names")).toBeUndefined();
    await store.set("names", "kept", 60);
    await store.update("names", (value) => {
      expect(value).toBe("kept");
      return undefined;
    });
    expect(await store.get("names")).toBe("kept");
  });

  it("lets nothing of the value through to the store below", async () => {
    const store = createEncryptingStore(inner, createEphemeralKeyRing());
    await store.set("session:alice", secret, 60);
    const sealed = await sealedRecord("session:alice");
    expect(sealed).not.toContain(secret);
    expect(Buffer.from(sealed.split(".")[1] ?? "", "base64url").includes(secret)).toBe(false);
  });

  it("writes the same value differently each time, so that equal secrets do not look equal", async () => {
    const store = createEncryptingStore(inner, createEphemeralKeyRing());
    await store.set("session:alice", secret, 60);
    const first = await sealedRecord("session:alice");
    await store.set("session:alice", secret, 60);
    expect(await sealedRecord("session:alice")).not.toBe(first);
  });

  it("forgets what is deleted, and what has expired below", async () => {
    let now = 0;
    const store = createEncryptingStore(
      createMemoryStore(() => now),
      createEphemeralKeyRing(),
    );
    await store.set("session:alice", secret, 60);
    now = 60_000;
    expect(await store.get("session:alice")).toBeUndefined();
    await store.set("session:alice", secret, 60);
    await store.delete("session:alice");
    expect(await store.get("session:alice")).toBeUndefined();
  });
});

describe("an attacker who can write to the database", () => {
  it("cannot change a single bit of a record", async () => {
    const store = createEncryptingStore(inner, createEphemeralKeyRing());
    await store.set("session:alice", secret, 60);
    const [id, body] = (await sealedRecord("session:alice")).split(".");
    const bytes = Buffer.from(body ?? "", "base64url");
    for (let index = 0; index < bytes.length; index += 1) {
      const altered = Buffer.from(bytes);
      altered.writeUInt8(altered.readUInt8(index) ^ 1, index);
      await inner.set("session:alice", `${id}.${altered.toString("base64url")}`, 60);
      await expect(store.get("session:alice")).rejects.toMatchObject(integrity);
    }
  });

  it("cannot put one user's record in the place of another's", async () => {
    const store = createEncryptingStore(inner, createEphemeralKeyRing());
    await store.set("session:alice", secret, 60);
    await inner.set("session:mallory", await sealedRecord("session:alice"), 60);
    await expect(store.get("session:mallory")).rejects.toMatchObject(integrity);
    expect(await store.get("session:alice")).toBe(secret);
  });

  it("cannot cut a record short, at any length", async () => {
    const store = createEncryptingStore(inner, createEphemeralKeyRing());
    await store.set("session:alice", secret, 60);
    const [id, body] = (await sealedRecord("session:alice")).split(".");
    const bytes = Buffer.from(body ?? "", "base64url");
    for (let length = 0; length < bytes.length; length += 1) {
      await inner.set("session:alice", `${id}.${bytes.subarray(0, length).toString("base64url")}`, 60);
      await expect(store.get("session:alice")).rejects.toMatchObject(integrity);
    }
  });

  it.each(["", ".", "plain text", `abc.${secret}`])(
    "cannot slip in %j, which is not encrypted",
    async (value) => {
      const store = createEncryptingStore(inner, createEphemeralKeyRing());
      await inner.set("session:alice", value, 60);
      await expect(store.get("session:alice")).rejects.toMatchObject({
        code: "store_failed",
        message: expect.stringContaining("a key that is not in SESSION_ENCRYPTION_KEYS"),
      });
    },
  );
});

describe("rotating the encryption key", () => {
  const oldKey = randomBytes(32).toString("base64");
  const newKey = randomBytes(32).toString("base64");

  it("reads old records while the old key stands behind the new one", async () => {
    await createEncryptingStore(inner, parseKeyRing(oldKey)).set("session:alice", secret, 60);
    const rotated = createEncryptingStore(inner, parseKeyRing(`${newKey},${oldKey}`));
    expect(await rotated.get("session:alice")).toBe(secret);
  });

  it("writes under the newest key", async () => {
    const rotated = createEncryptingStore(inner, parseKeyRing(`${newKey},${oldKey}`));
    await rotated.set("session:alice", secret, 60);
    expect(await createEncryptingStore(inner, parseKeyRing(newKey)).get("session:alice")).toBe(secret);
  });

  it("says what to do when the old key was taken away too soon", async () => {
    await createEncryptingStore(inner, parseKeyRing(oldKey)).set("session:alice", secret, 60);
    await expect(
      createEncryptingStore(inner, parseKeyRing(newKey)).get("session:alice"),
    ).rejects.toMatchObject({
      code: "store_failed",
      message:
        "A record was written under a key that is not in SESSION_ENCRYPTION_KEYS. Put the old key back behind the new one until its sessions have ended.",
    });
  });
});

async function sealedRecord(key: string): Promise<string> {
  const sealed = await inner.get(key);
  if (sealed === undefined) throw new Error(`Nothing was written under ${key}.`);
  return sealed;
}
