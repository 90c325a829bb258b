import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { messageOf } from "../errors/error-facts.ts";
import { ConfigurationError } from "../errors/errors.ts";

/** A certificate in the form that MSAL needs. */
export interface ReadCertificate {
  /** PEM, PKCS #8. */
  privateKey: string;
  /** Hexadecimal digits. Entra uses it to find the registered certificate (`x5t#S256`). */
  thumbprintSha256: string;
  expiresOn: Date;
}

/**
 * Reads a PEM file with a certificate and its private key, in any order. It ignores further certificates of
 * the chain: Entra compares only with the registered certificate, and does not check the issuer.
 *
 * @throws ConfigurationError that says which part is missing or wrong. It never contains a part of the key.
 */
export function readCertificate(path: string): ReadCertificate {
  const pem = read(path);
  const certificate = parsePart(path, "certificate", () => new X509Certificate(block(pem, "CERTIFICATE")));
  const key = parsePart(path, "private key", () => createPrivateKey(block(pem, "(?:RSA )?PRIVATE KEY")));
  if (!certificate.checkPrivateKey(key)) {
    throw refusal(path, "its private key belongs to another certificate");
  }
  // Entra verifies PS256 and RS256 only.
  if (key.asymmetricKeyType !== "rsa") throw refusal(path, `its key is of the type ${key.asymmetricKeyType}`);
  return {
    privateKey: key.export({ type: "pkcs8", format: "pem" }),
    thumbprintSha256: certificate.fingerprint256.replaceAll(":", ""),
    expiresOn: certificate.validToDate,
  };
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw refusal(path, `it cannot be read (${messageOf(error)})`);
  }
}

function block(pem: string, label: string): string {
  return new RegExp(`-----BEGIN (${label})-----[^-]+-----END \\1-----`).exec(pem)?.[0] ?? "";
}

function parsePart<Part>(path: string, name: string, parse: () => Part): Part {
  try {
    return parse();
  } catch {
    throw refusal(path, `it contains no readable ${name}`);
  }
}

function refusal(path: string, reason: string): ConfigurationError {
  return new ConfigurationError(
    `AZURE_CLIENT_CERTIFICATE_PATH is ${JSON.stringify(path)}, but ${reason}. Expected a PEM file with a certificate (-----BEGIN CERTIFICATE-----) and its unencrypted RSA private key (-----BEGIN PRIVATE KEY-----).`,
  );
}
