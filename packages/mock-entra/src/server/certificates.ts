export type { KeyAndCertificate } from "./key-and-certificate.ts";

/**
 * What issues certificates for loopback names. Only whoever has something to issue waits for the certificate library,
 * which wants `Reflect.metadata` first.
 */
export async function loadIssuer() {
  await import("reflect-metadata");
  return import("./issue-certificate.ts");
}
