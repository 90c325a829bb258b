import { createHmac, type KeyObject, sign } from "node:crypto";
import { decodeJwt, decodeProtectedHeader } from "jose";

/** The parts of a token, which are then combined with a fault. */
export interface JwtParts {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
}

export function takeApart(token: string): JwtParts {
  return {
    header: { ...decodeProtectedHeader(token) },
    claims: decodeJwt(token),
  };
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

function join({ header, claims }: JwtParts, signatureOf: (input: string) => Buffer): string {
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${signatureOf(input).toString("base64url")}`;
}

/** RS256, independent of the header. */
export function signParts(parts: JwtParts, key: KeyObject): string {
  return join(parts, (input) => sign("sha256", Buffer.from(input), key));
}

/** `alg: none` (RFC 7519 §6): no signature at all. */
export function leaveUnsigned(parts: JwtParts): string {
  return join({ ...parts, header: { ...parts.header, alg: "none" } }, () => Buffer.alloc(0));
}

/** HS256 with the text of the public key, which everybody has, as the secret (algorithm confusion, RFC 8725 §2.1). */
export function signWithPublicKey(parts: JwtParts, publicKey: KeyObject): string {
  const secret = publicKey.export({ type: "spki", format: "pem" });
  return join({ ...parts, header: { ...parts.header, alg: "HS256" } }, (input) =>
    createHmac("sha256", secret).update(input).digest(),
  );
}

/** The same header and claims, with one wrong bit in the signature. */
export function spoilSignature(token: string): string {
  const [header, claims, signature = ""] = token.split(".");
  const bytes = Buffer.from(signature, "base64url");
  bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0);
  return [header, claims, bytes.toString("base64url")].join(".");
}
