import { randomBytes } from "node:crypto";
import { assert, test } from "vitest";
import { createTokenVault, type TokenVault } from "#exercise/token-vault.ts";

const cache = '{"RefreshToken":{"secret":"1.AXYA-not-a-real-one"}}';

/** What opening has come to, also when it throws. */
function tryToOpen(vault: TokenVault, recordKey: string, sealed: string): string {
  try {
    return vault.open(recordKey, sealed) ?? "refused";
  } catch {
    return "thrown";
  }
}

test("[4.4] opens what it has sealed", () => {
  const vault = createTokenVault(randomBytes(32));
  assert(
    [cache, "", "ราชการ ✓"].every((text) => tryToOpen(vault, "ada", vault.seal("ada", text)) === text),
    "What was sealed did not come back. Seal and open have to agree on where nonce and tag stand; look at open.",
  );
});

test("[4.4] leaves nothing readable in the database", () => {
  const vault = createTokenVault(randomBytes(32));
  const sealed = vault.seal("ada", cache);
  const decoded = ["base64", "base64url", "hex"].map((form) =>
    Buffer.from(sealed, form as BufferEncoding).toString("latin1"),
  );
  assert(
    ![sealed, ...decoded].some((text) => text.includes("RefreshToken")),
    "The refresh token stands in the sealed text, or is only encoded. A thief of the database is every user in it: encrypt, in seal.",
  );
});

test("[4.4] never seals twice alike", () => {
  const vault = createTokenVault(randomBytes(32));
  assert(
    vault.seal("ada", cache) !== vault.seal("ada", cache),
    "The same text was sealed twice, with the same result: the nonce is the same. With AES-GCM that gives both texts away, so take 12 new random bytes each time, in seal.",
  );
});

test("[4.4] refuses what was altered", () => {
  const vault = createTokenVault(randomBytes(32));
  const sealed = vault.seal("ada", cache);
  const middle = Math.floor(sealed.length * 0.9);
  const altered = sealed.slice(0, middle) + (sealed[middle] === "a" ? "b" : "a") + sealed.slice(middle + 1);
  assert(
    [altered, sealed.slice(0, -8), "", "x"].every((text) => tryToOpen(vault, "ada", text) === "refused"),
    "Something that was altered or cut was opened, or threw. Without the authentication tag anybody with the database changes what your server reads; return undefined, in open.",
  );
});

test("[4.4] refuses a record that was moved to another user's place", () => {
  const vault = createTokenVault(randomBytes(32));
  assert(
    tryToOpen(vault, "grace", vault.seal("ada", cache)) === "refused",
    "Ada's tokens opened in Grace's record. An attacker who can write to the database swaps users: bind the record's key with setAAD, in seal and open.",
  );
});

test("[4.4] refuses what another key has sealed", () => {
  const [ours, theirs] = [createTokenVault(randomBytes(32)), createTokenVault(randomBytes(32))];
  assert(
    tryToOpen(ours, "ada", theirs.seal("ada", cache)) === "refused",
    "A vault opened what another key had sealed: the key is not used, or is written into the code, where everybody with the repository has it. Use the parameter, in createTokenVault.",
  );
});

test("[4.4] takes 32 bytes for a key and nothing else", () => {
  const accepted = [0, 16, 31, 33].filter((length) => {
    try {
      createTokenVault(new Uint8Array(length));
      return true;
    } catch {
      return false;
    }
  });
  assert(
    accepted.length === 0,
    "A key of another length than 32 bytes was taken. A cut-off key in the configuration has to be noticed at the start: throw, in createTokenVault.",
  );
});
