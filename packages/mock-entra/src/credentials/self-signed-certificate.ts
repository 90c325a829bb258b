import { KeyObject, webcrypto, X509Certificate } from "node:crypto";

export interface SelfSignedCertificate {
  privateKey: KeyObject;
  certificate: X509Certificate;
}

export interface CertificateContents {
  /** Common name. */
  name: string;
  validFrom: Date;
  validTo: Date;
}

const rsa = {
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};

/** A new RSA key pair and its certificate. It takes about 100 ms, so make one and keep it. */
export async function createSelfSignedCertificate({
  name,
  validFrom,
  validTo,
}: CertificateContents): Promise<SelfSignedCertificate> {
  // Only code that issues certificates loads the certificate library, which needs `Reflect.metadata` first.
  await import("reflect-metadata");
  const { X509CertificateGenerator } = await import("@peculiar/x509");
  const keys = await webcrypto.subtle.generateKey(rsa, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [name] }],
    keys,
    notBefore: validFrom,
    notAfter: validTo,
    signingAlgorithm: rsa,
  });
  return {
    privateKey: KeyObject.from(keys.privateKey),
    certificate: new X509Certificate(Buffer.from(certificate.rawData)),
  };
}
