import { createPrivateKey, KeyObject, webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";
import { authorityExtensions, leafExtensions } from "./certificate-extensions.ts";
import type { KeyAndCertificate } from "./key-and-certificate.ts";

const day = 86_400_000;
const authorityName = "CN=mock-entra development CA (localhost only)";
const ecdsa = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

interface AuthorityOptions {
  /** An X.500 name, such as `CN=my development CA`. */
  name?: string;
  /** The number of days that it is valid; by default 730. */
  days?: number;
  /** Host names or addresses in addition to those of loopback. */
  hosts?: readonly string[];
}

/**
 * A new self-signed certificate authority: for loopback names and `hosts`, by default valid for two years.
 */
export async function issueAuthority(
  now: Date,
  { name = authorityName, days = 730, hosts = [] }: AuthorityOptions = {},
): Promise<KeyAndCertificate> {
  const keys = await newKeyPair();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name,
    keys,
    ...validity(now, days),
    signingAlgorithm: ecdsa,
    extensions: await authorityExtensions(keys.publicKey, hosts),
  });
  return toPem(keys.privateKey, certificate);
}

/** A new server certificate for localhost, 127.0.0.1, ::1 and `hosts`, valid for 90 days. */
export async function issueLeaf(
  authority: KeyAndCertificate,
  now: Date,
  hosts: readonly string[] = [],
): Promise<KeyAndCertificate> {
  const keys = await newKeyPair();
  const issuer = new x509.X509Certificate(authority.certificate);
  const certificate = await x509.X509CertificateGenerator.create({
    subject: "CN=localhost",
    issuer: issuer.subjectName,
    publicKey: keys.publicKey,
    signingKey: createPrivateKey(authority.key).toCryptoKey(ecdsa, false, ["sign"]),
    ...validity(now, 90),
    signingAlgorithm: ecdsa,
    extensions: await leafExtensions(keys.publicKey, issuer, hosts),
  });
  return toPem(keys.privateKey, certificate);
}

function newKeyPair() {
  return webcrypto.subtle.generateKey(ecdsa, true, ["sign", "verify"]);
}

/** It begins a day ago, for clocks that are late. */
function validity(now: Date, days: number) {
  return {
    notBefore: new Date(now.getTime() - day),
    notAfter: new Date(now.getTime() + days * day),
  };
}

function toPem(privateKey: CryptoKey, certificate: x509.X509Certificate): KeyAndCertificate {
  return {
    key: KeyObject.from(privateKey).export({ type: "pkcs8", format: "pem" }),
    certificate: `${certificate.toString("pem")}\n`,
  };
}
