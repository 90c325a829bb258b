import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { KeyAndCertificate } from "@mcp-entra/mock-entra/certificates";

/** A folder with a CA and the server certificate that it has issued. */
export interface CertificateFiles {
  directory: string;
  /** The certificate that browsers and clients have to trust. */
  caCertificate: string;
  caKey: string;
  /** For TLS_CERT_PATH. */
  serverCertificate: string;
  /** For TLS_KEY_PATH. */
  serverKey: string;
}

export function certificateFilesIn(directory: string): CertificateFiles {
  return {
    directory,
    caCertificate: join(directory, "ca.pem"),
    caKey: join(directory, "ca-key.pem"),
    serverCertificate: join(directory, "localhost.pem"),
    serverKey: join(directory, "localhost-key.pem"),
  };
}

/**
 * Reads a key and its certificate.
 *
 * @returns undefined if both are missing.
 * @throws Error if one is missing, if one cannot be read, or if the two do not belong together.
 */
export function readPair(certificatePath: string, keyPath: string): KeyAndCertificate | undefined {
  const certificate = readIfPresent(certificatePath);
  const key = readIfPresent(keyPath);
  if (certificate === undefined && key === undefined) return undefined;
  if (certificate === undefined || key === undefined) {
    throw new Error(`there is no ${certificate === undefined ? certificatePath : keyPath}`);
  }
  if (!belongTogether(certificate, key)) throw new Error(`${keyPath} is not the key of ${certificatePath}`);
  return { certificate, key };
}

/**
 * Writes both files, the key first: a server that checks the pair uses it when the certificate is there. Only
 * the owner can read the folder and the keys.
 */
export function writePair(certificatePath: string, keyPath: string, pair: KeyAndCertificate): void {
  replaceFile(keyPath, pair.key, 0o600);
  replaceFile(certificatePath, pair.certificate, 0o644);
}

export function makeDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
}

/** Deletes these files and nothing else, and the folder if it is empty. */
export function deleteFiles({ directory, ...files }: CertificateFiles): void {
  for (const file of Object.values(files)) rmSync(file, { force: true });
  try {
    rmdirSync(directory);
  } catch (error) {
    if (!hasCode(error, "ENOENT", "ENOTEMPTY", "EEXIST")) throw error;
  }
}

function belongTogether(certificate: string, key: string): boolean {
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

export function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** In one step: a reader never sees an incomplete file. */
function replaceFile(path: string, text: string, mode: number): void {
  const temporary = `${path}.${process.pid}`;
  rmSync(temporary, { force: true });
  // wx: it does not write through a file or link that another user has created there.
  writeFileSync(temporary, text, { mode, flag: "wx" });
  renameSync(temporary, path);
}

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}
