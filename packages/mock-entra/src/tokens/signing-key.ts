import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { type DevelopmentKey, developmentSigningKey } from "./development-signing-key.ts";
import { secondTenantSigningKey } from "./second-tenant-signing-key.ts";

/** A key pair that signs tokens. */
export interface SigningKey {
  /** SHA-1 of the certificate in base64url: Entra uses it as `kid` and as `x5t`. */
  keyId: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
  /** DER in base64. */
  certificate: string;
}

/** @throws Error if it is not a private key */
export function readKey({ keyId, privateKeyPem, certificate }: DevelopmentKey): SigningKey {
  return {
    keyId,
    privateKey: createPrivateKey(privateKeyPem),
    publicKey: createPublicKey(privateKeyPem),
    certificate,
  };
}

/** The input of `readKey`, with the private key. */
export function writeKey({ keyId, privateKey, certificate }: SigningKey): DevelopmentKey {
  return {
    keyId,
    certificate,
    privateKeyPem: privateKey.export({ type: "pkcs8", format: "pem" }),
  };
}

/** The first key of every mock. */
export const firstSigningKey: SigningKey = readKey(developmentSigningKey);

/** The same for the second tenant. */
export const secondTenantKey: SigningKey = readKey(secondTenantSigningKey);

/**
 * The protected header of every token except Graph's. Entra repeats the key id as the certificate thumbprint.
 */
export function tokenHeader({ keyId }: SigningKey) {
  return { typ: "JWT", alg: "RS256", kid: keyId, x5t: keyId } as const;
}

/** The public key as Entra publishes it: without `alg`, with the certificate and the issuer. */
export function publishedKey({ keyId, publicKey, certificate }: SigningKey, issuer: string) {
  const { n, e } = publicKey.export({ format: "jwk" });
  return { kty: "RSA", use: "sig", kid: keyId, x5t: keyId, n, e, x5c: [certificate], issuer };
}
