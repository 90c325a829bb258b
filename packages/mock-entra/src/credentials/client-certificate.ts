import { randomUUID } from "node:crypto";
import type { KeyCredential } from "../directory/types.ts";
import { createSelfSignedCertificate } from "./self-signed-certificate.ts";
import { thumbprint } from "./thumbprint.ts";

/**
 * A certificate with which an application can authenticate, in the forms for the application and for Entra.
 */
export interface ClientCertificate {
  /** PEM: for MSAL, or for the file that AZURE_CLIENT_CERTIFICATE_PATH names, together with `certificate`. */
  privateKey: string;
  /** PEM. */
  certificate: string;
  /** SHA-1 and SHA-256 in hexadecimal digits, as MSAL needs them. */
  thumbprint: string;
  thumbprintSha256: string;
  /** Add it to the application's `keyCredentials`. */
  keyCredential: KeyCredential;
}

export interface ClientCertificateOptions {
  name?: string;
  /** By default, a day ago. */
  validFrom?: Date;
  /** By default, a year from now. */
  validTo?: Date;
}

const day = 86_400_000;

/**
 * Generates a key pair with a self-signed certificate, which is usual for Entra. It takes about 100 ms.
 *
 * @example
 * ```ts
 * const { certificate, keyCredential } = await createClientCertificate({ name: "my server" });
 * entra.directory.findApplication(seed.applications.remote.appId)?.keyCredentials.push(keyCredential);
 * ```
 */
export async function createClientCertificate({
  name = "workshop client certificate",
  validFrom = new Date(Date.now() - day),
  validTo = new Date(Date.now() + 365 * day),
}: ClientCertificateOptions = {}): Promise<ClientCertificate> {
  const { privateKey, certificate } = await createSelfSignedCertificate({ name, validFrom, validTo });
  return {
    privateKey: privateKey.export({ type: "pkcs8", format: "pem" }),
    certificate: certificate.toString(),
    thumbprint: thumbprint(certificate.raw, "sha1", "hex"),
    thumbprintSha256: thumbprint(certificate.raw, "sha256", "hex"),
    keyCredential: {
      keyId: randomUUID(),
      displayName: `CN=${name}`,
      type: "AsymmetricX509Cert",
      usage: "Verify",
      startDateTime: validFrom.toISOString(),
      endDateTime: validTo.toISOString(),
      customKeyIdentifier: thumbprint(certificate.raw, "sha1", "base64"),
      key: certificate.raw.toString("base64"),
    },
  };
}
