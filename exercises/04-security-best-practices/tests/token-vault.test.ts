import { randomBytes } from "node:crypto";
import { readingsOf, standStill, startOver, tells } from "@mcp-entra/workshop/attacks";
import { noteOnFailure } from "@mcp-entra/workshop/note-on-failure";
import { assert, test } from "vitest";
import { createTokenVault, type TokenVault } from "#exercise/token-vault.ts";
import { holdsChecksum } from "./support/checksums.ts";
import { namesThatDiffer } from "./support/names-that-differ.ts";
import { bitsThatDiffer } from "./support/random-bits.ts";

const cache = '{"RefreshToken":{"secret":"1.AXYA-not-a-real-one"}}';
const path = "#exercise/token-vault.ts";

/** Loads the learner's file again, as a new process does, with new counters. */
async function vaultOfNewProcess(key: Uint8Array): Promise<TokenVault> {
  const module = (await import(path + startOver(import.meta))) as {
    createTokenVault: typeof createTokenVault;
  };
  return module.createTokenVault(key);
}

/** The result of open, also if it throws. */
function tryToOpen(vault: TokenVault, recordKey: string, sealed: string): string {
  try {
    return vault.open(recordKey, sealed) ?? "refused";
  } catch (error) {
    noteOnFailure(`open threw: ${String(error)}`);
    return "thrown";
  }
}

function isOpened(vault: TokenVault, recordKey: string, sealed: string): boolean {
  return tryToOpen(vault, recordKey, sealed) !== "refused";
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Changes the first bit of the letter at this place, because the last bits of a base64 text may have no meaning. */
function alteredAt(sealed: string, place: number): string {
  const value = letters.indexOf((sealed[place] ?? "").replace("-", "+").replace("_", "/"));
  return `${sealed.slice(0, place)}${value < 0 ? "a" : letters[value ^ 32]}${sealed.slice(place + 1)}`;
}

test("[4.4] opens what it has sealed", () => {
  const vault = createTokenVault(randomBytes(32));
  const texts = [cache, "", "ราชการ ✓", "line\r\nand\0null", "x".repeat(100_000)];
  assert(
    texts.every((text) => tryToOpen(vault, "ada", vault.seal("ada", text)) === text),
    "open did not return the text that seal got. seal and open need the same order of nonce, tag and text. Look at open.",
  );
});

test("[4.4] opens after a restart what it has sealed before", async () => {
  const key = randomBytes(32);
  const sealed = (await vaultOfNewProcess(key)).seal("ada", cache);
  assert(
    tryToOpen(await vaultOfNewProcess(key), "ada", sealed) === cache,
    "After a restart with the same key, a record did not open. All users would have to sign in again. open may use only the key and the sealed text, and no other value of the process. Look at createTokenVault.",
  );
});

test("[4.4] leaves nothing readable in the database", () => {
  const vault = createTokenVault(randomBytes(32));
  const sealed = vault.seal("ada", cache);
  const backwards = Array.from(sealed).toReversed().join("");
  assert(
    ![...readingsOf(sealed), ...readingsOf(backwards)].some((text) => /RefreshToken|nekoThserfeR/.test(text)),
    "The refresh token is in the sealed text, as plain text or only encoded. A thief of the database can act as every user in it. Encrypt the text, in seal.",
  );
});

test("[4.4] stores nothing of the key", () => {
  const key = randomBytes(32);
  const vault = createTokenVault(key);
  const secrets = { key: key.toString("latin1"), half: key.subarray(0, 16).toString("latin1") };
  const sealed = [vault.seal("ada", cache), vault.seal("ada", "\0".repeat(64))];
  assert(
    sealed.every((text) => tells(text, secrets).length === 0),
    "The sealed text contains the key, or an attacker can compute the key from it. A thief of the database can open every record. Do not store the key, and use a cipher of node:crypto, in seal.",
  );
  const words = Array.from({ length: 8 }, (_, word) => key.toString("latin1", 4 * word, 4 * word + 4));
  assert(
    !words.some((word) => sealed.every((text) => readingsOf(text).some((reading) => reading.includes(word)))),
    "Each sealed text contains a part of the key. An attacker has to try fewer keys. Name a key by a number, or by its hash, in seal.",
  );
});

test("[4.4] never seals twice alike", () => {
  const vault = createTokenVault(randomBytes(32));
  assert(
    vault.seal("ada", cache) !== vault.seal("ada", cache),
    "The same text was sealed twice, with the same result: the nonce is the same. With AES-GCM, an attacker can then compute both texts. Use 12 new random bytes as the nonce each time, in seal.",
  );
  const many = Array.from({ length: 1_000 }, () => vault.seal("ada", ""));
  // 96 bits of a nonce, and 128 of a tag; somewhat less is seen in a thousand texts.
  assert(
    new Set(many).size === many.length && bitsThatDiffer(many) >= 215,
    "A thousand sealed texts do not differ as much as with a nonce of 12 random bytes and a tag of 16 bytes. With fewer random bytes, a nonce soon comes again. Use randomBytes(12), and store the whole tag, in seal.",
  );
});

test("[4.4] never takes a nonce again, not even after a restart", async () => {
  standStill();
  const key = randomBytes(32);
  const [before, after] = [await vaultOfNewProcess(key), await vaultOfNewProcess(key)];
  assert(
    before.seal("ada", cache) !== after.seal("ada", cache),
    "After a restart with the same key, the same text was sealed with the same result. The nonce comes from a counter, the clock, Math.random or the record. With one nonce for two texts, an attacker can compute both. Use 12 new bytes of randomBytes each time, in seal.",
  );
});

test("[4.4] refuses what was altered", () => {
  const vault = createTokenVault(randomBytes(32));
  const sealed = vault.seal("ada", cache);
  const others = Array.from({ length: 16 }, () => vault.seal("ada", cache));
  // Letters that are the same in all texts are a format, such as a version, and not data.
  const places = Array.from(sealed, (_, place) => place).filter((place) =>
    others.some((other) => other[place] !== sealed[place]),
  );
  const altered = places.map((place) => alteredAt(sealed, place));
  assert(
    !altered.some((text) => isOpened(vault, "ada", text)),
    "A sealed text with one changed letter was opened, or open threw. If you do not check the whole authentication tag, an attacker who can write to the database can change the text. Check the tag, and return undefined, in open.",
  );
});

test("[4.4] refuses what was cut, and what was never sealed", () => {
  const vault = createTokenVault(randomBytes(32));
  const sealed = vault.seal("ada", cache);
  const cut = Array.from({ length: sealed.length - 4 }, (_, place) => sealed.slice(0, place));
  const never = [
    "x",
    cache,
    Buffer.from(cache).toString("base64url"),
    Buffer.from(cache).toString("hex"),
    "{}",
    ...["plain:", "plaintext:", "none:", "v0:", "v1:", "raw:", "base64:"].map((prefix) => prefix + cache),
    '{"Account":{},"AccessToken":{},"RefreshToken":{}}',
  ];
  assert(
    ![...cut, ...never].some((text) => isOpened(vault, "ada", text)),
    "A record was cut, or was never sealed, and it was opened, or open threw. An attacker could write plain text into records, or try all short tags. Require the whole tag with authTagLength, and return undefined for each other text, in open.",
  );
});

test("[4.4] protects by the key, and not by a checksum", () => {
  const vault = createTokenVault(randomBytes(32));
  assert(
    !holdsChecksum(vault.seal("ada", cache), "ada", cache),
    "The sealed text contains a checksum that needs no key. An attacker who changes the record can compute it again. Use AES-256-GCM, whose tag needs the key, in seal.",
  );
});

test("[4.4] refuses a record that was moved to another user's place", () => {
  const vault = createTokenVault(randomBytes(32));
  const sealed = vault.seal("ada", cache);
  const own = tryToOpen(vault, "ada", sealed);
  assert(
    own === cache && !isOpened(vault, "grace", sealed),
    "Ada's tokens opened in Grace's record. An attacker who can write to the database can exchange the users' records. Give the record's key to setAAD, in seal and open.",
  );
});

test("[4.4] binds the whole key of a record, letter by letter", () => {
  const vault = createTokenVault(randomBytes(32));
  const opened = namesThatDiffer.find(([one, other]) => isOpened(vault, other, vault.seal(one, cache)));
  assert(
    opened === undefined,
    `A record of “${opened?.[0]}” opened as one of “${opened?.[1]}”. Give the whole and unchanged key of the record to setAAD, as UTF-8, in seal and open.`,
  );
  const joints = ["", ":", "|", ".", "/", "-", "_", ",", "\n", "\0"];
  const confused = joints.find((joint) =>
    isOpened(vault, `a${joint}b`, vault.seal("a", `b${joint}${cache}`)),
  );
  assert(
    confused === undefined,
    "A text opened in another record: its beginning was read as a part of the record's key. Do not join the record's key and the text. Give the record's key to setAAD, in seal and open.",
  );
});

test("[4.4] refuses what another key has sealed", () => {
  const [ours, theirs] = [createTokenVault(randomBytes(32)), createTokenVault(randomBytes(32))];
  assert(
    !isOpened(ours, "ada", theirs.seal("ada", cache)),
    "A vault opened a text that was sealed with another key. Your code does not use the key, or the key is in the code, where each reader of the repository has it. Use the parameter, in createTokenVault.",
  );
});

test("[4.4] uses all bytes of the key", () => {
  // This is not UTF-8. If the key is read as text, each of these bytes becomes the same character.
  const key = Uint8Array.from({ length: 32 }, (_, index) => 0x80 + index);
  const sealed = createTokenVault(key).seal("ada", cache);
  const alike = key.findIndex((_, place) => {
    const other = key.map((byte, index) => (index === place ? byte ^ 1 : byte));
    return isOpened(createTokenVault(other), "ada", sealed);
  });
  assert(
    alike < 0,
    `A key that differs in byte ${alike} opened the record. If only a part of the key is used, an attacker has to try fewer keys. Give the 32 bytes to createCipheriv unchanged, in createTokenVault.`,
  );
});

test("[4.4] takes 32 bytes for a key and nothing else", () => {
  const accepted = [0, 16, 24, 31, 33, 44, 64].filter((length) => {
    try {
      createTokenVault(new Uint8Array(length));
      return true;
    } catch {
      return false;
    }
  });
  assert(
    accepted.length === 0,
    "A key with another length than 32 bytes was accepted. An operator has to see at the start that the key in the configuration is cut. Throw an error, in createTokenVault.",
  );
});
