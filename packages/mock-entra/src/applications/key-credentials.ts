import { randomUUID, X509Certificate } from "node:crypto";
import { thumbprint } from "../credentials/thumbprint.ts";
import type { Application, KeyCredential } from "../directory/types.ts";
import type { KeyCredentialBody } from "./application-body.ts";
import { badRequest } from "./refusals.ts";

/**
 * The whole list of an update. Certificates with their text are new. Entries without the text are existing
 * certificates.
 * @throws GraphError 400 for an invalid certificate, or for a `keyId` that the application does not have
 */
export function keyCredentialsOf(
  { keyCredentials }: Application,
  wanted: readonly KeyCredentialBody[],
): KeyCredential[] {
  return wanted.map((item) => {
    if (typeof item.key === "string") return newKeyCredential(item.key, item.displayName, item.keyId);
    const known = keyCredentials.find(({ keyId }) => keyId === item.keyId);
    if (known) return known;
    throw badRequest("Key credential is missing its key: send the certificate in base64 as 'key'.");
  });
}

/**
 * @param key the certificate, as PEM or DER in base64, without its private key
 * @throws GraphError 400
 */
export function newKeyCredential(
  key: string,
  displayName?: string | null,
  keyId: string = randomUUID(),
): KeyCredential {
  const certificate = readCertificate(key);
  return {
    keyId,
    displayName: displayName ?? certificate.subject,
    type: "AsymmetricX509Cert",
    usage: "Verify",
    startDateTime: certificate.validFromDate.toISOString(),
    endDateTime: certificate.validToDate.toISOString(),
    customKeyIdentifier: thumbprint(certificate.raw, "sha1", "base64"),
    key: certificate.raw.toString("base64"),
  };
}

function readCertificate(key: string): X509Certificate {
  // A user who uploads the private key has revealed it.
  if (key.includes("PRIVATE KEY"))
    throw badRequest("Key value is a private key. Send the certificate alone.");
  try {
    return new X509Certificate(key.includes("-----BEGIN") ? key : Buffer.from(key, "base64"));
  } catch {
    throw badRequest("Key value is invalid certificate.");
  }
}
