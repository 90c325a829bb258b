export type { KeyAndCertificate } from "./key-and-certificate.ts";

/**
 * Issues certificates for loopback names. Only code that issues certificates loads the certificate library,
 * which needs `Reflect.metadata` first.
 *
 * @example
 * ```ts
 * const { issueAuthority, issueLeaf } = await loadIssuer();
 * const authority = await issueAuthority(new Date());
 * const { certificate } = await issueLeaf(authority, new Date());
 * expect(new X509Certificate(certificate).subjectAltName).toContain("DNS:localhost");
 * ```
 */
export async function loadIssuer() {
  await import("reflect-metadata");
  return import("./issue-certificate.ts");
}
