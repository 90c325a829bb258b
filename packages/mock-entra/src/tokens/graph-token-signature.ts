import { createHash, randomBytes } from "node:crypto";
import { CompactSign, compactVerify } from "jose";
import { z } from "zod";
import { privateSigningKey, publicSigningKey, tokenHeader } from "./signing-key.ts";

const headerSchema = z.object({ nonce: z.string() });
const claimsSchema = z.record(z.string(), z.unknown());

const encodeHeader = (header: object): string => Buffer.from(JSON.stringify(header)).toString("base64url");
const hash = (nonce: string): string => createHash("sha256").update(nonce).digest("base64url");

/**
 * Signs a token that only Graph can verify: the signature covers a header with the hash of `nonce`, while the token
 * travels with the plain `nonce`. Whoever verifies it as an ordinary JWT fails, as in reality: it is for Graph's eyes.
 */
export const signGraphToken = async (claims: object): Promise<string> => {
  const nonce = randomBytes(32).toString("base64url");
  const signed = await new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader({ ...tokenHeader, nonce: hash(nonce) })
    .sign(privateSigningKey);
  const [, payload, signature] = signed.split(".");
  return [encodeHeader({ ...tokenHeader, nonce }), payload, signature].join(".");
};

/** The claims of a token that `signGraphToken` made, else `undefined`. Looks at the signature only. */
export const verifyGraphToken = async (token: string): Promise<Record<string, unknown> | undefined> => {
  try {
    const [header = "", payload, signature] = token.split(".");
    const { nonce } = headerSchema.parse(JSON.parse(Buffer.from(header, "base64url").toString()));
    const signedHeader = encodeHeader({ ...tokenHeader, nonce: hash(nonce) });
    const verified = await compactVerify([signedHeader, payload, signature].join("."), publicSigningKey, {
      algorithms: ["RS256"],
    });
    return claimsSchema.parse(JSON.parse(Buffer.from(verified.payload).toString()));
  } catch {
    return undefined;
  }
};
