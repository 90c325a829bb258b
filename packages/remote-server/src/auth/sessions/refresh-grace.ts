import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { Store } from "@mcp-entra/auth-core";
import { z } from "zod";

const pairOfTokens = z.object({ accessToken: z.string(), refreshToken: z.string() });
type PairOfTokens = z.output<typeof pairOfTokens>;

const refreshGrace = z.object({
  /** The refresh tokens that get the current pair once more, each with the pair sealed for it. */
  again: z.array(z.object({ refreshFingerprint: z.string(), sealedPair: z.string() })),
  /** The access token before: requests that were under way with it are not cut off. */
  retiring: z.object({ accessFingerprint: z.string(), until: z.number() }).exactOptional(),
  /** Milliseconds since the epoch. */
  until: z.number(),
});

/** What goes along with a pair of tokens for its first seconds. */
export type RefreshGrace = z.output<typeof refreshGrace>;

/**
 * Kept apart from the session's row, and shorter, so that rows stay small. A record belongs to one pair of tokens, not to one
 * session: of two requests that replace the same pair each writes its own, before either of them swaps the row, and only
 * the winner's is ever found. A request that sees the new row can therefore rely on the record.
 */
export interface RefreshGraces {
  keep(refreshFingerprint: string, grace: RefreshGrace): Promise<void>;
  /** @param refreshFingerprint of the session's current refresh token. */
  find(refreshFingerprint: string): Promise<RefreshGrace | undefined>;
}

export function createRefreshGraces(
  store: Pick<Store, "get" | "set">,
  { refreshGraceSeconds, now }: { refreshGraceSeconds: number; now: () => number },
): RefreshGraces {
  return {
    // defence:33-grace-store The record ends with the grace,
    keep: async (refreshFingerprint, grace) =>
      store.set(recordKey(refreshFingerprint), JSON.stringify(grace), refreshGraceSeconds),
    find: async (refreshFingerprint) => {
      const record = await store.get(recordKey(refreshFingerprint));
      const grace = record === undefined ? undefined : refreshGrace.parse(JSON.parse(record));
      // defence:33-grace and says itself when that is.
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
 * Clients send several requests at once, all of them find their access token expired, and all of them refresh; or one
 * refreshes, loses the answer and tries again. So for a short while after a pair was handed out, it is handed out again: to
 * the refresh token that it was given for, and to its own. In that while nothing is replaced, and all requests of a
 * storm end up with the same pair.
 *
 * The store keeps no tokens, only hashes, so the pair is kept encrypted under a key derived from the refresh token that
 * may ask for it: a client that presents that token can open it, and a reader of the store cannot.
 */
export function sealPair(refreshToken: string, pair: PairOfTokens): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, keyFrom(refreshToken), iv, { authTagLength: tagBytes });
  const ciphertext = Buffer.concat([cipher.update(JSON.stringify(pairOfTokens.parse(pair))), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), ciphertext]).toString("base64url");
}

/** @throws Error when `refreshToken` is not the one that it was sealed with. */
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

/** The token is 256 random bits already; HKDF makes it a key for this one purpose (RFC 5869). */
function keyFrom(refreshToken: string): Buffer {
  return Buffer.from(hkdfSync("sha256", refreshToken, "", "mcp-session-pair", 32));
}
