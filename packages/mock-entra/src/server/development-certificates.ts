import { X509Certificate } from "node:crypto";
import { linkSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readIfPresent, replaceFile, writeBeside } from "../files/replace-file.ts";
import { loadIssuer } from "./certificates.ts";
import type { KeyAndCertificate } from "./key-and-certificate.ts";

export interface DevelopmentCertificates {
  /** The certificate that clients have to trust. */
  caPem: string;
  caPath: string;
  leaf: KeyAndCertificate;
}

const day = 86_400_000;
/**
 * A CA is replaced before it would expire earlier than a new server certificate. A server certificate is
 * replaced before it could expire during a workshop.
 */
const renewAuthorityBefore = 120 * day;
const renewLeafBefore = 30 * day;

/**
 * The certificates of this machine's mock: made at the first use, stored in `directory`, and renewed in time.
 * Only the owner can read the private keys.
 * @param hosts names in addition to those of loopback. They get a separate CA in a separate folder, so that
 * the usual CA is valid for loopback only
 */
export async function loadDevelopmentCertificates(
  directory: string,
  now = new Date(),
  hosts: readonly string[] = [],
): Promise<DevelopmentCertificates> {
  const own = hosts.length === 0 ? directory : join(directory, hosts.join("+").replaceAll(":", "-"));
  return loadFrom({ directory: own, now, hosts });
}

interface Place {
  directory: string;
  now: Date;
  hosts: readonly string[];
}

async function loadFrom(place: Place): Promise<DevelopmentCertificates> {
  const { directory } = place;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const authority = await loadAuthority(place);
  const leaf = await loadLeaf(place, authority);
  const caPath = join(directory, "ca.pem");
  if (readIfPresent(caPath) !== authority.certificate) {
    replaceFile(caPath, authority.certificate, 0o644);
  }
  return { caPem: authority.certificate, caPath, leaf };
}

async function loadAuthority({ directory, now, hosts }: Place): Promise<KeyAndCertificate> {
  const path = join(directory, "ca-with-key.pem");
  const kept = readPair(path);
  if (kept && isValidFor(kept, now, renewAuthorityBefore)) return kept;
  const { issueAuthority } = await loadIssuer();
  const created = await issueAuthority(
    now,
    hosts.length === 0 ? {} : { name: `CN=mock-entra development CA (${hosts.join(", ")})`, hosts },
  );
  if (kept) replaceFile(path, joinPair(created), 0o600);
  else createFile(path, joinPair(created));
  // Another process may have been faster: use the files on the disk.
  return readPair(path) ?? created;
}

async function loadLeaf(
  { directory, now, hosts }: Place,
  authority: KeyAndCertificate,
): Promise<KeyAndCertificate> {
  const path = join(directory, "localhost-with-key.pem");
  const kept = readPair(path);
  if (kept && isValidFor(kept, now, renewLeafBefore) && isIssuedBy(kept, authority)) return kept;
  const { issueLeaf } = await loadIssuer();
  const created = await issueLeaf(authority, now, hosts);
  replaceFile(path, joinPair(created), 0o600);
  return created;
}

function isValidFor({ certificate }: KeyAndCertificate, now: Date, margin: number): boolean {
  return new X509Certificate(certificate).validToDate.getTime() - now.getTime() > margin;
}

function isIssuedBy(leaf: KeyAndCertificate, authority: KeyAndCertificate): boolean {
  return new X509Certificate(leaf.certificate).verify(new X509Certificate(authority.certificate).publicKey);
}

function joinPair({ key, certificate }: KeyAndCertificate): string {
  return key + certificate;
}

/** `undefined` for a file that is missing, incomplete or not ours: it is made again. */
function readPair(path: string): KeyAndCertificate | undefined {
  const text = readIfPresent(path) ?? "";
  const key = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----\n/u.exec(text)?.[0];
  const certificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/u.exec(text)?.[0];
  return key === undefined || certificate === undefined ? undefined : { key, certificate };
}

/** As `replaceFile`, but the file of the first process stays. */
function createFile(path: string, text: string): void {
  const temporary = writeBeside(path, text, 0o600);
  try {
    linkSync(temporary, path);
  } catch (error) {
    const isTaken = error instanceof Error && "code" in error && error.code === "EEXIST";
    if (!isTaken || readPair(path) === undefined) renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}
