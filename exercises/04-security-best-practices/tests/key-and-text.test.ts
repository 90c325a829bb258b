import { randomBytes } from "node:crypto";
import { inspect } from "node:util";
import { readingsOf, recordConsole } from "@mcp-entra/workshop/attacks";
import { assert, test } from "vitest";
import { createTokenVault } from "#exercise/token-vault.ts";

const cache = '{"RefreshToken":{"secret":"1.AXYA-not-a-real-one"}}';

/** The error about a key, as Node prints it with all its fields and causes. Line breaks and spaces are left out. */
function errorAbout(key: Uint8Array): string {
  try {
    createTokenVault(key);
    return "";
  } catch (error) {
    return inspect(error, { depth: Infinity, showHidden: true, maxArrayLength: null }).replaceAll(/\s/g, "");
  }
}

/** A key as people print it: in an encoding, or as numbers in a list or an object. */
function formsOf(key: Buffer): string[] {
  const part = key.subarray(0, 4);
  const end = key.subarray(-4);
  return [
    ...(["hex", "base64", "base64url", "latin1"] as const).map((form) => key.toString(form)),
    ...[part, end].flatMap((bytes) => [bytes.toString("hex"), bytes.join(), bytes.toString("latin1")]),
    part.toString("base64").slice(0, 5),
    [...part].map((byte, index) => `"${index}":${byte}`).join(),
  ];
}

test("[4.4] shows neither key nor text", () => {
  const written = recordConsole();
  const vault = createTokenVault(randomBytes(32));
  const sealed = vault.seal("ada", cache);
  for (const recordKey of ["ada", "grace"]) {
    try {
      vault.open(recordKey, sealed);
    } catch {
      // Another test says that it must not throw.
    }
  }
  assert(
    !readingsOf(written().join("\n")).some((text) => text.includes("RefreshToken")),
    "Your code wrote the text to the console. A reader of the log then has the content of the database as plain text. Remove each console.log from seal and open.",
  );
  const short = Buffer.from("\u00c8f3.wq9Z~Lm2xK7vT0bYn5RcD", "latin1");
  const shown = formsOf(short).find((form) => errorAbout(short).includes(form));
  assert(
    shown === undefined,
    "The error about a key with a wrong length contains the key or a part of it, in its message or in a field. Errors at the start are logged. Name only the length, in createTokenVault.",
  );
});
