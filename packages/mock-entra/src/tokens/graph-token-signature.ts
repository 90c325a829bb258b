import { createHash, randomBytes } from "node:crypto";
import { compactVerify } from "jose";
import { z } from "zod";
import { signCompact } from "./sign-compact.ts";
import { type SigningKey, tokenHeader } from "./signing-key.ts";
import type { SigningKeys } from "./signing-keys.ts";

const headerSchema = z.object({ nonce: z.string(), kid: z.string() });
const claimsSchema = z.record(z.string(), z.unknown());

function encodeHeader(header: object): string {
  return Buffer.from(JSON.stringify(header)).toString("base64url");
}
function hash(nonce: string): string {
  return createHash("sha256").update(nonce).digest("base64url");
}

/**
 * Signs a token that only Graph can verify: the signature covers a header with the hash of `nonce`, but the
 * token contains the `nonce` itself. If a program verifies it as a normal JWT, this fails, as in reality: the
 * token is for Graph only.
 */
export async function signGraphToken(key: SigningKey, claims: object): Promise<string> {
  const nonce = randomBytes(32).toString("base64url");
  const signed = await signCompact({ ...tokenHeader(key), nonce: hash(nonce) }, claims, key);
  const [, payload, signature] = signed.split(".");
  return [encodeHeader({ ...tokenHeader(key), nonce }), payload, signature].join(".");
}

/** The claims of a token from `signGraphToken`, else `undefined`. It checks only the signature. */
export async function verifyGraphToken(
  keys: SigningKeys,
  token: string,
): Promise<Record<string, unknown> | undefined> {
  try {
    const [header = "", payload, signature] = token.split(".");
    const { nonce, kid } = headerSchema.parse(JSON.parse(Buffer.from(header, "base64url").toString()));
    const key = keys.find(kid);
    if (!key) return undefined;
    const signedHeader = encodeHeader({ ...tokenHeader(key), nonce: hash(nonce) });
    const verified = await compactVerify([signedHeader, payload, signature].join("."), key.publicKey, {
      algorithms: ["RS256"],
    });
    return claimsSchema.parse(JSON.parse(Buffer.from(verified.payload).toString()));
  } catch {
    return undefined;
  }
}
