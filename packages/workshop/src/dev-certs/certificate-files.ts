import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { KeyAndCertificate } from "@mcp-entra/mock-entra/certificates";

/** A folder with a CA and the server certificate that it has issued. */
export interface CertificateFiles {
  directory: string;
  /** What browsers and clients have to trust. */
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
 * @returns undefined when both are missing.
 * @throws Error when one is missing, cannot be read, or the two do not belong together.
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
 * Writes both, the key first: a server that watches the pair takes it up when the certificate has come. The folder and
 * the keys are their owner's only.
 */
export function writePair(certificatePath: string, keyPath: string, pair: KeyAndCertificate): void {
  replaceFile(keyPath, pair.key, 0o600);
  replaceFile(certificatePath, pair.certificate, 0o644);
}

export function makeDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
}

/** Deletes these files and nothing else; the folder goes when it is empty. */
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

/** Whole or not at all: a reader never sees half a file. */
function replaceFile(path: string, text: string, mode: number): void {
  const temporary = `${path}.${process.pid}`;
  rmSync(temporary, { force: true });
  // wx: what another user has put there in between is not written through.
  writeFileSync(temporary, text, { mode, flag: "wx" });
  renameSync(temporary, path);
}

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}
