import { createHash } from "node:crypto";

/**
 * The hash of a certificate's DER. Headers (`x5t`, `x5t#S256`) and manifests use it as the certificate's
 * name.
 */
export function thumbprint(
  certificate: Buffer,
  algorithm: "sha1" | "sha256",
  encoding: "hex" | "base64" | "base64url",
): string {
  return createHash(algorithm).update(certificate).digest(encoding);
}
