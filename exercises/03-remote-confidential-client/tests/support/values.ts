import { createHash } from "node:crypto";

/** Whether a value contains one of these texts, or a hash of one: a person who knows the text can compute the value. */
export function isMadeOf(value: string, texts: readonly string[]): boolean {
  return texts
    .filter((text) => text !== "")
    .some((text) => [text, ...hashesOf(text)].some((made) => value.includes(made)));
}

function hashesOf(text: string): string[] {
  return ["md5", "sha1", "sha256", "sha512"].flatMap((name) =>
    (["hex", "base64", "base64url"] as const).map((encoding) =>
      createHash(name).update(text).digest(encoding),
    ),
  );
}

/** The words in a text that are the PKCE verifier of this challenge. */
export function verifiersIn(text: string, challenge: string | null): string[] {
  const words = text.match(/[\w~-]{43,128}/g) ?? [];
  return words.filter((word) => createHash("sha256").update(word).digest("base64url") === challenge);
}

/** Whether a text is long enough to be a secret or an ID, and no word such as “query”. */
export function isLong(text: string): boolean {
  return text.length >= 16;
}
