import { X509Certificate } from "node:crypto";
import { type KeyAndCertificate, loadIssuer } from "@mcp-entra/mock-entra/certificates";
import {
  type CertificateFiles,
  makeDirectory,
  readIfPresent,
  readPair,
  writePair,
} from "./certificate-files.ts";

const day = 86_400_000;
const authorityName = "CN=mcp-entra development CA (localhost only)";
/**
 * Long enough that users do not have to trust a new CA each month. Short enough that a forgotten CA does no
 * harm.
 */
const authorityDays = 365;
/** A server certificate is valid for 90 days. It is renewed before it expires. */
const renewWithinDays = 30;
/** A CA that expires before the new certificate is replaced. */
const replaceAuthorityWithinDays = 91;

type Outcome = "created" | "renewed" | "kept";

export interface EnsuredCertificates {
  authority: { outcome: Outcome; certificate: X509Certificate };
  server: { outcome: Outcome; certificate: X509Certificate };
}

/**
 * Makes missing files, renews files that expire soon, and does not change the others. A valid CA is never
 * replaced, because all users would have to trust the new one.
 *
 * @throws Error for damaged files: the owner has to decide whether to repair or delete them.
 */
export async function ensureCertificates(
  files: CertificateFiles,
  { now = new Date(), renew = false }: { now?: Date; renew?: boolean } = {},
): Promise<EnsuredCertificates> {
  makeDirectory(files.directory);
  const authority = await ensureAuthority(files, now);
  const server = await ensureServer(files, authority.pair, { now, renew });
  return {
    authority: { outcome: authority.outcome, certificate: new X509Certificate(authority.pair.certificate) },
    server: { outcome: server.outcome, certificate: new X509Certificate(server.pair.certificate) },
  };
}

interface Ensured {
  outcome: Outcome;
  pair: KeyAndCertificate;
}

/**
 * The CA of this folder, if there is one.
 *
 * @throws Error if the files there are not ours: they are neither used nor deleted.
 */
export function readAuthority({ caCertificate }: CertificateFiles): X509Certificate | undefined {
  const text = readIfPresent(caCertificate);
  if (text === undefined) return undefined;
  const certificate = parse(text);
  if (certificate?.subject === authorityName) return certificate;
  throw new Error(
    `${caCertificate} is not a development CA that this command has made. Move the file away, or name another folder with --directory.`,
  );
}

function parse(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

async function ensureAuthority(files: CertificateFiles, now: Date): Promise<Ensured> {
  const { caCertificate, caKey } = files;
  readAuthority(files);
  const kept = readAuthorityPair(files);
  if (kept !== undefined && daysLeft(kept, now) > replaceAuthorityWithinDays) {
    return { outcome: "kept", pair: kept };
  }
  const { issueAuthority } = await loadIssuer();
  const pair = await issueAuthority(now, { name: authorityName, days: authorityDays });
  writePair(caCertificate, caKey, pair);
  return { outcome: kept === undefined ? "created" : "renewed", pair };
}

async function ensureServer(
  { serverCertificate, serverKey }: CertificateFiles,
  authority: KeyAndCertificate,
  { now, renew }: { now: Date; renew: boolean },
): Promise<Ensured> {
  const kept = readReplaceablePair(serverCertificate, serverKey);
  const isGood =
    kept !== undefined && daysLeft(kept, now) > renewWithinDays && isIssuedBy(kept.certificate, authority);
  if (isGood && !renew) return { outcome: "kept", pair: kept };
  const { issueLeaf } = await loadIssuer();
  const pair = await issueLeaf(authority, now);
  writePair(serverCertificate, serverKey, pair);
  return { outcome: kept === undefined ? "created" : "renewed", pair };
}

/**
 * A CA without its key cannot issue more certificates, but users still trust it. Its owner has to decide
 * whether to delete it.
 */
function readAuthorityPair({ caCertificate, caKey }: CertificateFiles): KeyAndCertificate | undefined {
  try {
    return readPair(caCertificate, caKey);
  } catch (error) {
    throw new Error(
      `The development CA cannot be used: ${error instanceof Error ? error.message : String(error)}. Put the right file back. Or make a new CA: run “pnpm dev-certs --remove”, then “pnpm dev-certs”, and trust the new CA.`,
      { cause: error },
    );
  }
}

/** No program trusts a server certificate directly, so a damaged one is simply replaced. */
function readReplaceablePair(certificatePath: string, keyPath: string): KeyAndCertificate | undefined {
  try {
    return readPair(certificatePath, keyPath);
  } catch {
    return undefined;
  }
}

function daysLeft({ certificate }: KeyAndCertificate, now: Date): number {
  return (new X509Certificate(certificate).validToDate.getTime() - now.getTime()) / day;
}

function isIssuedBy(certificate: string, authority: KeyAndCertificate): boolean {
  const issuer = new X509Certificate(authority.certificate);
  const leaf = new X509Certificate(certificate);
  return leaf.checkIssued(issuer) && leaf.verify(issuer.publicKey);
}
