import { createHash } from "node:crypto";

/** The hash of a certificate's DER that headers (`x5t`, `x5t#S256`) and manifests call it by. */
export function thumbprint(
  certificate: Buffer,
  algorithm: "sha1" | "sha256",
  encoding: "hex" | "base64" | "base64url",
): string {
  return createHash(algorithm).update(certificate).digest(encoding);
}
