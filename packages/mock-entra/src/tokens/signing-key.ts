import { createPrivateKey, createPublicKey } from "node:crypto";
import { developmentSigningKey } from "./development-signing-key.ts";

export const privateSigningKey = createPrivateKey(developmentSigningKey.privateKeyPem);
export const publicSigningKey = createPublicKey(developmentSigningKey.privateKeyPem);

/** The protected header of every token but Graph's; Entra repeats the key id as certificate thumbprint. */
export const tokenHeader = {
  typ: "JWT",
  alg: "RS256",
  kid: developmentSigningKey.keyId,
  x5t: developmentSigningKey.keyId,
} as const;

/** The public key as Entra publishes it: without `alg`, with the certificate and the issuer that it signs for. */
export const publishedKey = (issuer: string) => {
  const { n, e } = publicSigningKey.export({ format: "jwk" });
  return {
    kty: "RSA",
    use: "sig",
    kid: developmentSigningKey.keyId,
    x5t: developmentSigningKey.keyId,
    n,
    e,
    x5c: [developmentSigningKey.certificate],
    issuer,
  };
};
