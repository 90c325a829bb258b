import { createSecretKey, randomBytes } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { authenticate, deriveAuthenticationKeys } from "./authenticate.ts";
import { createAuthenticatingStore, type AuthenticStore } from "./authenticating-store.ts";
import { parseKeyRing } from "./key-ring.ts";
import { createMemoryStore } from "./memory-store.ts";
import type { RefusedRecord } from "./refused-record.ts";
import type { Store } from "./store.ts";

const text = "ada\tclient\tAuditor";
const [oldKey, newKey, foreignKey] = [1, 2, 3].map(() => randomBytes(32).toString("base64"));
const oldRing = parseKeyRing(`${oldKey}`);
const bothRing = parseKeyRing(`${newKey},${oldKey}`);
let inner: Store;
let refused: RefusedRecord[];
let store: AuthenticStore;

beforeEach(async () => {
  inner = createMemoryStore();
  refused = [];
  store = createAuthenticatingStore(inner, oldRing, (record) => refused.push(record));
  await store.set("session:ada", text, 60);
});

async function recordAt(key: string): Promise<string> {
  return (await inner.get(key)) ?? "";
}

describe("a store that vouches for its records", () => {
  it("gives back what was written, by get and by take, and forgets what is deleted", async () => {
    expect(await store.get("session:ada")).toBe(text);
    expect(await store.take("session:ada")).toBe(text);
    expect(await store.get("session:ada")).toBeUndefined();
    await store.set("session:ada", "", 60);
    expect(await store.get("session:ada")).toBe("");
    await store.delete("session:ada");
    expect(await store.get("session:ada")).toBeUndefined();
    expect(refused).toEqual([]);
  });

  it("keeps the text readable, and adds 31 bytes to it", async () => {
    const record = await recordAt("session:ada");
    expect(record.endsWith(text)).toBe(true);
    expect(record.length).toBe(text.length + 31);
  });

  it("swaps a text once, and not one that has changed", async () => {
    const swap = async (to: string) => store.compareAndSet("session:ada", text, to, 60);
    expect(await Promise.all([swap("one"), swap("two"), swap("three")])).toEqual([true, false, false]);
    expect(await store.get("session:ada")).toBe("one");
    expect(await store.compareAndSet("session:new", undefined, "first", 60)).toBe(true);
    expect(await store.compareAndSet("session:new", undefined, "second", 60)).toBe(false);
    expect(await store.get("session:new")).toBe("first");
  });
});

describe("an attacker who can write to the database", () => {
  /** The reports of a read that returns nothing. */
  const refusalOf = async (key: string): Promise<string[]> => {
    refused = [];
    const got = await store.get(key);
    return got === undefined ? refused.map(({ kind, reason }) => `${kind}: ${reason}`) : [`got ${got}`];
  };
  const damaged = ["session: altered, cut or moved"];

  it("cannot change a single character, neither of the text nor of its tag", async () => {
    const record = await recordAt("session:ada");
    for (let index = 9; index < record.length; index += 1) {
      const other = record[index] === "B" ? "C" : "B";
      await inner.set("session:ada", record.slice(0, index) + other + record.slice(index + 1), 60);
      expect(await refusalOf("session:ada")).toEqual(damaged);
    }
  });

  it("cannot cut or prolong a text", async () => {
    const record = await recordAt("session:ada");
    for (const altered of [record.slice(0, 31), record.slice(0, -1), `${record}x`]) {
      await inner.set("session:ada", altered, 60);
      expect(await refusalOf("session:ada")).toEqual(damaged);
    }
  });

  it("cannot put one session's record in the place of another, nor take it from there", async () => {
    await inner.set("session:eve", await recordAt("session:ada"), 60);
    expect(await refusalOf("session:eve")).toEqual(damaged);
    expect(await store.take("session:eve")).toBeUndefined();
    expect(await store.get("session:ada")).toBe(text);
  });

  it("cannot move a piece of the text into the place", async () => {
    await store.set("session:a", "bc", 60);
    // Not by replace: the key's id or the tag may contain the same letters.
    await inner.set("session:ab", `${(await recordAt("session:a")).slice(0, -"bc".length)}c`, 60);
    expect(await refusalOf("session:ab")).toEqual(damaged);
  });

  it("cannot vouch with a key of their own", async () => {
    const foreign = createAuthenticatingStore(inner, parseKeyRing(`${foreignKey}`));
    const ourId = (await recordAt("session:ada")).slice(0, 8);
    await foreign.set("session:eve", text, 60);
    await inner.set("session:eve", ourId + (await recordAt("session:eve")).slice(8), 60);
    expect(await refusalOf("session:eve")).toEqual(damaged);
  });

  it.each(["", text, `["ada","client"]`, "12345678:", `12345678:${"ä".repeat(22)}${text}`])(
    "cannot slip in %j, which has no tag that fits",
    async (record) => {
      await inner.set("session:eve", record, 60);
      expect(await refusalOf("session:eve")).toEqual(["session: it has no tag that fits"]);
    },
  );

  it("cannot pass an encrypting key off as an authenticating one: what is derived differs from it", async () => {
    const raw = { id: oldRing.newest.id, key: createSecretKey(oldRing.newest.key) };
    expect(deriveAuthenticationKeys(oldRing).newest.key.equals(raw.key)).toBe(false);
    await inner.set("session:eve", authenticate(raw, "session:eve", text), 60);
    expect(await refusalOf("session:eve")).toEqual(damaged);
  });
});

describe("rotating the keys of such a store", () => {
  it("reads and swaps what is still under the old key, and writes under the newest", async () => {
    const rotated = createAuthenticatingStore(inner, bothRing);
    expect(await rotated.get("session:ada")).toBe(text);
    expect(await rotated.compareAndSet("session:ada", text, "newer", 60)).toBe(true);
    expect(await recordAt("session:ada")).toMatch(new RegExp(`^${bothRing.newest.id}:`));
    expect(await rotated.compareAndSet("session:ada", "newer", "newest", 60)).toBe(true);
    expect(await rotated.get("session:ada")).toBe("newest");
  });

  it("says what to do when the old key was taken away too soon", async () => {
    const hasty = createAuthenticatingStore(inner, parseKeyRing(`${newKey}`), (record) =>
      refused.push(record),
    );
    await expect(hasty.get("session:ada")).rejects.toMatchObject({
      code: "store_failed",
      message: expect.stringContaining("Put the old key back"),
    });
    expect(refused).toEqual([{ kind: "session", reason: "unknown key" }]);
  });
});
