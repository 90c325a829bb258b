import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { Store } from "@mcp-entra/auth-core";
import { z } from "zod";

const pairOfTokens = z.object({ accessToken: z.string(), refreshToken: z.string() });
type PairOfTokens = z.output<typeof pairOfTokens>;

const refreshGrace = z.object({
  /** The refresh tokens that get the current pair once more, each with the pair sealed for it. */
  again: z.array(z.object({ refreshFingerprint: z.string(), sealedPair: z.string() })),
  /** The previous access token: requests that were sent with it still succeed. */
  retiring: z.object({ accessFingerprint: z.string(), until: z.number() }).exactOptional(),
  /** Milliseconds since the epoch. */
  until: z.number(),
});

/** The record that a pair of tokens has in its first seconds. */
export type RefreshGrace = z.output<typeof refreshGrace>;

/**
 * These records are separate from the session's row, and expire earlier, so that rows stay small. A record
 * belongs to one pair of tokens, not to one session. If two requests replace the same pair, each writes its
 * own record before it changes the row, and only the record of the successful one is found later. So a
 * request that sees the new row always finds the record.
 */
export interface RefreshGraces {
  keep(refreshFingerprint: string, grace: RefreshGrace): Promise<void>;
  /** @param refreshFingerprint the fingerprint of the session's current refresh token. */
  find(refreshFingerprint: string): Promise<RefreshGrace | undefined>;
}

export function createRefreshGraces(
  store: Pick<Store, "get" | "set">,
  { refreshGraceSeconds, now }: { refreshGraceSeconds: number; now: () => number },
): RefreshGraces {
  return {
    // defence:33-grace-store The record expires at the end of the grace,
    keep: async (refreshFingerprint, grace) =>
      store.set(recordKey(refreshFingerprint), JSON.stringify(grace), refreshGraceSeconds),
    find: async (refreshFingerprint) => {
      const record = await store.get(recordKey(refreshFingerprint));
      const grace = record === undefined ? undefined : refreshGrace.parse(JSON.parse(record));
      // defence:33-grace and also contains this time.
      return grace !== undefined && grace.until > now() ? grace : undefined;
    },
  };
}

function recordKey(refreshFingerprint: string): string {
  return `grace:${refreshFingerprint}`;
}

const algorithm = "aes-256-gcm";
const ivBytes = 12;
const tagBytes = 16;

/**
 * A client may send several requests at once. All of them find their access token expired, and all of them
 * refresh. Or a client refreshes, loses the answer and tries again. So for a short time, the server sends a
 * new pair again: for the refresh token that the pair replaced, and for the pair's own. In this time, it
 * replaces nothing, and all these requests get the same pair.
 *
 * The store contains no tokens, only hashes. So the pair is encrypted with a key that is derived from the
 * refresh token that may ask for it. A client with that token can decrypt it, and a reader of the store
 * cannot.
 */
export function sealPair(refreshToken: string, pair: PairOfTokens): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, keyFrom(refreshToken), iv, { authTagLength: tagBytes });
  const ciphertext = Buffer.concat([cipher.update(JSON.stringify(pairOfTokens.parse(pair))), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), ciphertext]).toString("base64url");
}

/** @throws Error if `refreshToken` is not the one that it was encrypted for. */
export function openPair(refreshToken: string, sealed: string): PairOfTokens {
  const bytes = Buffer.from(sealed, "base64url");
  const iv = bytes.subarray(0, ivBytes);
  const decipher = createDecipheriv(algorithm, keyFrom(refreshToken), iv, { authTagLength: tagBytes });
  decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
  const text = Buffer.concat([
    decipher.update(bytes.subarray(ivBytes + tagBytes)),
    decipher.final(),
  ]).toString();
  return pairOfTokens.parse(JSON.parse(text));
}

/** The token has 256 random bits. HKDF derives a key for this one purpose (RFC 5869). */
function keyFrom(refreshToken: string): Buffer {
  return Buffer.from(hkdfSync("sha256", refreshToken, "", "mcp-session-pair", 32));
}
