import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createAuthenticatingStore,
  createEncryptingStore,
  createKey,
  createMemoryStore,
  createOpaqueToken,
  createSqliteStore,
  describeStoreLocation,
  fingerprint,
  fingerprintMatches,
  hashToken,
  isStoreLocation,
  loadKeyRing,
  openStore,
  rotateKeys,
  seal,
  tokenMatches,
  toSealingKey,
  unseal,
} from "@mcp-entra/auth-core";
import { expect, onTestFinished, test } from "vitest";

const noVault = async (): Promise<never> => Promise.reject(new Error("No vault is configured."));
const keySource = (keys: string) => ({ keys, file: undefined, vaultKey: undefined });

test("a record is there until it is taken, or until its end", async () => {
  let time = 0;
  // #region createMemoryStore
  const store = createMemoryStore(() => time);
  await store.set("code:1", "for Ada", 60);
  expect(await store.take("code:1")).toBe("for Ada");
  expect(await store.take("code:1")).toBeUndefined();
  // #endregion
  await store.set("code:2", "for Grace", 60);
  time += 60_000;
  expect(await store.get("code:2")).toBeUndefined();
});

test("a store on the disk", async () => {
  const folder = mkdtempSync(join(tmpdir(), "example-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  // #region createSqliteStore
  const store = createSqliteStore(join(folder, "sessions.sqlite"));
  await store.set("session:1", "Ada's", 3_600);
  await store.close();
  // #endregion
  // #region openStore
  const reopened = await openStore(`sqlite:${join(folder, "sessions.sqlite")}`);
  expect(await reopened.get("session:1")).toBe("Ada's");
  await reopened.close();
  // #endregion
});

test("where a store is", () => {
  // #region isStoreLocation
  expect(isStoreLocation("rediss://cache.example.com:6380")).toBe(true);
  expect(isStoreLocation("postgres://db.example.com")).toBe(false);
  // #endregion
  // #region describeStoreLocation
  expect(describeStoreLocation("redis://user:password@cache:6379")).toBe("redis://***@cache:6379");
  // #endregion
});

test("secrets, encrypted, and rows, vouched for", async () => {
  const inner = createMemoryStore();
  // #region createKey
  const key = createKey().toString("base64"); // 32 random bytes, for SESSION_ENCRYPTION_KEYS
  // #endregion
  // #region loadKeyRing
  const ring = await loadKeyRing({ keys: key, file: undefined, vaultKey: undefined }, noVault);
  // #endregion
  // #region createEncryptingStore
  const sealed = createEncryptingStore(inner, ring);
  await sealed.set("entra:1", "Entra's tokens", 60);
  expect(await inner.get("entra:1")).not.toContain("tokens");
  // #endregion
  // #region createAuthenticatingStore
  const authentic = createAuthenticatingStore(inner, ring);
  await authentic.set("session:1", "roles=Auditor", 60);
  await inner.set("session:2", (await inner.get("session:1")) ?? "", 60); // put into another's place
  expect(await authentic.get("session:2")).toBeUndefined();
  // #endregion
  const older = key;
  const store = inner;
  // #region rotateKeys
  const newer = createKey().toString("base64");
  const rotation = await rotateKeys(store, await loadKeyRing(keySource(`${newer},${older}`), noVault));
  expect(rotation).toMatchObject({ rewritten: 2, unreadable: 1 });
  // #endregion
});

test("one text, sealed for one place", () => {
  // #region toSealingKey
  const key = toSealingKey(createKey());
  // #endregion
  // #region seal
  const sealed = seal(key, "the place where it will stand", "a secret");
  // #endregion
  // #region unseal
  const findKey = (id: string) => (id === key.id ? key.key : undefined);
  expect(unseal(findKey, "the place where it will stand", sealed)).toEqual({
    outcome: "opened",
    text: "a secret",
  });
  expect(unseal(findKey, "another place", sealed)).toEqual({ outcome: "damaged" });
  // #endregion
});

test("what is kept of a token", () => {
  // #region createOpaqueToken
  const token = createOpaqueToken();
  expect(token).toMatch(/^[\w-]{43}$/);
  // #endregion
  // #region hashToken
  const kept = hashToken(token);
  // #endregion
  // #region tokenMatches
  expect(tokenMatches(token, kept)).toBe(true);
  expect(tokenMatches("a guess", kept)).toBe(false);
  // #endregion
  // #region fingerprint
  expect(fingerprint(token)).toHaveLength(22);
  // #endregion
  // #region fingerprintMatches
  expect(fingerprintMatches(token, fingerprint(token))).toBe(true);
  // #endregion
});
