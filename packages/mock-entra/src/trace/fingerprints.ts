import { hash } from "node:crypto";

/**
 * Which value of one exchange is the same as that of another, without the value: SHA-256, in hexadecimal. A flow viewer finds the
 * exchanges of one sign-in by it, and a value that turns up in the wrong place.
 */
export interface Fingerprint {
  side: "request" | "answer";
  /** Of the field: `code`, `access_token`. */
  name: string;
  fingerprint: string;
}

/** Fields whose values are random and long. A password or a user code could be guessed from its hash. */
const fingerprinted = new Set([
  "access_token",
  "assertion",
  "code",
  "code_verifier",
  "device_code",
  "id_token",
  "nonce",
  "refresh_token",
  "state",
]);

/** What a client has made up itself may be short, and then its hash would give it away. */
const shortest = 24;

export function fingerprintsOf(
  side: Fingerprint["side"],
  fields: Iterable<readonly [string, unknown]>,
): Fingerprint[] {
  const found: Fingerprint[] = [];
  for (const [name, value] of fields)
    if (fingerprinted.has(name) && typeof value === "string" && value.length >= shortest)
      found.push({ side, name, fingerprint: hash("sha256", value) });
  return found;
}
