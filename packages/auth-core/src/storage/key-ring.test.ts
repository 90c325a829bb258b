import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createEphemeralKeyRing, parseKeyRing } from "./key-ring.ts";

describe("SESSION_ENCRYPTION_KEYS", () => {
  it("takes base64 and base64url, the newest key first, with spaces around commas", () => {
    const newest = randomBytes(32);
    const older = Buffer.alloc(32, 0xfb);
    const ring = parseKeyRing(`${newest.toString("base64")} , ${older.toString("base64url")}`);
    expect(ring.newest.key).toEqual(newest);
    expect([...ring.byId.values()]).toEqual([newest, older]);
    expect(parseKeyRing(older.toString("base64")).newest).toEqual(
      parseKeyRing(older.toString("base64url")).newest,
    );
  });

  it.each([
    ["31 bytes", randomBytes(31).toString("base64")],
    ["33 bytes", randomBytes(33).toString("base64")],
    ["a passphrase", "correct horse battery staple!!!!"],
    ["characters that base64 does not have", `${randomBytes(32).toString("base64").slice(0, -1)}!`],
    ["nothing", ""],
  ])("refuses %s, says which key it is, and does not show it", (_, bad) => {
    const good = randomBytes(32).toString("base64");
    const error = thrownBy(() => parseKeyRing(`${good},${bad}`));
    expect(error).toMatchObject({
      code: "configuration_invalid",
      message: expect.stringMatching(
        /^SESSION_ENCRYPTION_KEYS: key 2 is not usable\. Expected 32 random bytes/,
      ),
    });
    expect(String(error)).not.toContain(good);
    expect(bad !== "" && String(error).includes(bad)).toBe(false);
  });

  it("makes a new ring for each process when there is none", () => {
    expect(createEphemeralKeyRing().newest.key).not.toEqual(createEphemeralKeyRing().newest.key);
  });
});

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("Nothing was thrown.");
}
