import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { developmentSigningKey } from "./development-signing-key.ts";

/** A key pair that signs tokens. */
export interface SigningKey {
  /** SHA-1 of the certificate in base64url: Entra uses it as `kid` and as `x5t`. */
  keyId: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
  /** DER in base64. */
  certificate: string;
}

/** The key that every mock starts with. */
export const firstSigningKey: SigningKey = {
  keyId: developmentSigningKey.keyId,
  privateKey: createPrivateKey(developmentSigningKey.privateKeyPem),
  publicKey: createPublicKey(developmentSigningKey.privateKeyPem),
  certificate: developmentSigningKey.certificate,
};

/** The protected header of every token but Graph's; Entra repeats the key id as certificate thumbprint. */
export function tokenHeader({ keyId }: SigningKey) {
  return { typ: "JWT", alg: "RS256", kid: keyId, x5t: keyId } as const;
}

/** The public key as Entra publishes it: without `alg`, with the certificate and the issuer that it signs for. */
export function publishedKey({ keyId, publicKey, certificate }: SigningKey, issuer: string) {
  const { n, e } = publicKey.export({ format: "jwk" });
  return { kty: "RSA", use: "sig", kid: keyId, x5t: keyId, n, e, x5c: [certificate], issuer };
}
