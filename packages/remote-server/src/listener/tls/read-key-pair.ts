import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { createSecureContext } from "node:tls";
import { ConfigurationError, messageOf, systemCodeOf } from "@mcp-entra/auth-core";

/** PEM files: a certificate with its chain, and the key of the first one. */
export interface TlsFiles {
  certPath: string;
  keyPath: string;
}

/** The content of the two files. */
export interface PemFiles {
  /** PEM: the server's own certificate first, then its chain. */
  cert: string;
  /** PEM, without a passphrase. */
  key: string;
}

/** A certificate and its key, after all checks. */
export interface KeyPair extends PemFiles {
  expires: Date;
}

export interface KeyPairExpectations {
  now: Date;
  /** The host name or address that clients connect to; undefined behind a proxy. */
  hostname: string | undefined;
}

/** @throws ConfigurationError naming the variable whose file is missing or cannot be read. */
export function readPemFiles({ certPath, keyPath }: TlsFiles): PemFiles {
  return {
    cert: readPem("TLS_CERT_PATH", certPath, "a certificate"),
    key: readPem("TLS_KEY_PATH", keyPath, "a private key"),
  };
}

/**
 * Finds every mistake that would otherwise fail only at a client's handshake, where the operator does not see
 * it. Not checked: whether clients trust the issuer.
 *
 * @throws ConfigurationError naming the variable, what is wrong with its file, and what was expected.
 */
export function checkKeyPair(
  { cert, key }: PemFiles,
  { certPath, keyPath }: TlsFiles,
  expectations: KeyPairExpectations,
): KeyPair {
  const certificate = parseCertificate(certPath, cert);
  const problem =
    problemOfCertificate(certificate, expectations) ?? problemOfPair(certificate, parseKey(keyPath, key));
  if (problem !== undefined) throw notUsable("TLS_CERT_PATH", certPath, problem);
  assertServable(certPath, { cert, key });
  return { cert, key, expires: certificate.validToDate };
}

function readPem(variable: string, path: string, content: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const reason =
      systemCodeOf(error) === "ENOENT"
        ? "there is no such file"
        : `it cannot be read (${systemCodeOf(error) ?? "unknown reason"})`;
    throw notUsable(variable, path, `${reason}. Expected a PEM file with ${content}.`);
  }
}

function parseCertificate(path: string, pem: string): X509Certificate {
  try {
    // If there are several, the first one: a server sends its own certificate before its chain.
    return new X509Certificate(pem);
  } catch {
    throw notUsable(
      "TLS_CERT_PATH",
      path,
      "it contains no readable certificate. Expected PEM (-----BEGIN CERTIFICATE-----), the server's own first, then its chain.",
    );
  }
}

function parseKey(path: string, pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    const isLocked = systemCodeOf(error) === "ERR_MISSING_PASSPHRASE" || pem.includes("ENCRYPTED");
    const reason = isLocked
      ? "its key needs a passphrase. Expected one without, in a file that only this server's user may read."
      : "it contains no readable private key. Expected PEM (-----BEGIN PRIVATE KEY-----).";
    // We do not repeat the parser's message, because it is about a secret.
    throw notUsable("TLS_KEY_PATH", path, reason);
  }
}

function problemOfCertificate(
  certificate: X509Certificate,
  { now, hostname }: KeyPairExpectations,
): string | undefined {
  const { validFromDate, validToDate } = certificate;
  if (validToDate <= now) {
    return `its certificate expired at ${validToDate.toISOString()}. Expected one that is valid now; renew it (“pnpm dev-certs --renew” for one of ours).`;
  }
  if (validFromDate > now) {
    return `its certificate is not valid before ${validFromDate.toISOString()}. Expected one that is valid now; is this machine's clock right?`;
  }
  if (hostname !== undefined && !isFor(certificate, hostname)) {
    return `its certificate is for ${certificate.subjectAltName ?? "no name at all"}. Expected one for ${hostname}, the host of PUBLIC_URL.`;
  }
  return undefined;
}

function isFor(certificate: X509Certificate, hostname: string): boolean {
  const name = hostname.replace(/^\[(.*)\]$/, "$1");
  // As TLS clients do it: not by the certificate's subject (RFC 9525 §6.3).
  return isIP(name) === 0
    ? certificate.checkHost(name, { subject: "never" }) !== undefined
    : certificate.checkIP(name) !== undefined;
}

function problemOfPair(certificate: X509Certificate, key: KeyObject): string | undefined {
  if (certificate.checkPrivateKey(key)) return undefined;
  return "it does not belong to the key in TLS_KEY_PATH. Expected the certificate that was issued for that key, first in its file.";
}

/** Checks that only OpenSSL makes, for example that the key is long enough. */
function assertServable(path: string, pair: PemFiles): void {
  try {
    createSecureContext(pair);
  } catch (error) {
    throw notUsable("TLS_CERT_PATH", path, `TLS refuses it: ${messageOf(error)}`);
  }
}

function notUsable(variable: string, path: string, reason: string): ConfigurationError {
  return new ConfigurationError(`${variable} is ${JSON.stringify(path)}, but ${reason}`);
}
