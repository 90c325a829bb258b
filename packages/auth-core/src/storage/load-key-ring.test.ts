import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadKeyRing } from "./load-key-ring.ts";

const folder = mkdtempSync(join(tmpdir(), "keys-"));
afterAll(() => rmSync(folder, { recursive: true }));
const [first, second] = [randomBytes(32), randomBytes(32)];
const source = { keys: undefined, file: undefined, vaultKey: undefined };
const noVault = async () => {
  throw new Error("A vault was opened without need.");
};

describe("the keys that encrypt the store", () => {
  it("come from a file, one a line, the newest first", async () => {
    const file = join(folder, "keys");
    writeFileSync(file, `${first.toString("base64")}\n${second.toString("base64url")}\n`);
    const ring = await loadKeyRing({ ...source, file }, noVault);
    expect(ring.newest.key).toEqual(first);
    expect([...ring.byId.values()]).toEqual([first, second]);
  });

  it("are made for the life of the process when none are configured", async () => {
    const [one, another] = [await loadKeyRing(source, noVault), await loadKeyRing(source, noVault)];
    expect(one.newest.key).toHaveLength(32);
    expect(one.newest.key).not.toEqual(another.newest.key);
  });

  it("that cannot be read or used are named by their variable, and never shown", async () => {
    const file = join(folder, "broken");
    await expect(loadKeyRing({ ...source, file }, noVault)).rejects.toThrow(
      /SESSION_ENCRYPTION_KEYS_FILE is .* cannot be read \(ENOENT/,
    );
    writeFileSync(file, `${first.toString("base64")}\ns3cret`);
    const failure = loadKeyRing({ ...source, file }, noVault);
    await expect(failure).rejects.toThrow(/^SESSION_ENCRYPTION_KEYS_FILE: key 2 is not usable/);
    await expect(failure).rejects.not.toThrow("s3cret");
  });
});
