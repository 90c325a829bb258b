import { hash } from "node:crypto";

/**
 * Fingerprints (SHA-256, hexadecimal) of values, to compare exchanges without the values. With them, a flow
 * viewer finds the exchanges of one sign-in, and a value in a wrong place.
 */
export interface Fingerprint {
  side: "request" | "answer";
  /** The name of the field: `code`, `access_token`. */
  name: string;
  fingerprint: string;
}

/** Fields with long random values. A password or a user code could be guessed from its hash. */
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

/** A value that the client has chosen may be short. Then its hash would reveal it. */
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
