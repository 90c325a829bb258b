import { createPrivateKey, webcrypto, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, createServer } from "node:tls";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadDevelopmentCertificates } from "./development-certificates.ts";

const day = 86_400_000;
const now = new Date("2030-06-01T12:00:00Z");
function after(days: number) {
  return new Date(now.getTime() + days * day);
}
let directory = "";

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "mock-entra-"));
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

test("the leaf is for loopback names, under a CA that can sign leaves only", async () => {
  const { caPem, leaf } = await loadDevelopmentCertificates(directory, now);
  const [ca, certificate] = [new X509Certificate(caPem), new X509Certificate(leaf.certificate)];
  expect(ca.ca).toBe(true);
  expect(certificate.ca).toBe(false);
  expect(certificate.checkIssued(ca)).toBe(true);
  expect(certificate.verify(ca.publicKey)).toBe(true);
  expect(certificate.subjectAltName).toBe("DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1");
  expect(certificate.checkPrivateKey(createPrivateKey(leaf.key))).toBe(true);
});

test("private keys are their owner's only", async () => {
  await loadDevelopmentCertificates(directory, now);
  expect(readdirSync(directory).toSorted()).toEqual(["ca-with-key.pem", "ca.pem", "localhost-with-key.pem"]);
  for (const name of ["ca-with-key.pem", "localhost-with-key.pem"]) {
    expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
  }
});

test("certificates are kept, and renewed before they expire", async () => {
  const first = await loadDevelopmentCertificates(directory, now);
  expect(await loadDevelopmentCertificates(directory, after(59))).toEqual(first);
  const renewed = await loadDevelopmentCertificates(directory, after(61));
  expect(renewed.caPem).toBe(first.caPem);
  expect(renewed.leaf).not.toEqual(first.leaf);
  const later = await loadDevelopmentCertificates(directory, after(611));
  expect(later.caPem).not.toBe(first.caPem);
  expect(new X509Certificate(later.leaf.certificate).verify(new X509Certificate(later.caPem).publicKey)).toBe(
    true,
  );
});

test("a leaf never outlives its CA", async () => {
  const first = await loadDevelopmentCertificates(directory, now);
  const last = await loadDevelopmentCertificates(directory, after(609));
  expect(last.caPem).toBe(first.caPem);
  const [ca, leaf] = [new X509Certificate(last.caPem), new X509Certificate(last.leaf.certificate)];
  expect(leaf.validToDate.getTime()).toBeLessThan(ca.validToDate.getTime());
});

test("a file that was cut off is made anew", async () => {
  await loadDevelopmentCertificates(directory, now);
  writeFileSync(join(directory, "ca-with-key.pem"), "-----BEGIN PRIVATE KEY-----\n");
  const { caPem, leaf } = await loadDevelopmentCertificates(directory, now);
  expect(new X509Certificate(leaf.certificate).verify(new X509Certificate(caPem).publicKey)).toBe(true);
});

test("several processes at once end up with one CA", async () => {
  const all = await Promise.all([1, 2, 3].map(() => loadDevelopmentCertificates(directory, now)));
  expect(new Set(all.map(({ caPem }) => caPem)).size).toBe(1);
  const ca = new X509Certificate(all[0]?.caPem ?? "");
  expect(all.every(({ leaf }) => new X509Certificate(leaf.certificate).verify(ca.publicKey))).toBe(true);
});

test("certificates are dated a day back, for clocks that run late", async () => {
  const { caPem, leaf } = await loadDevelopmentCertificates(directory, now);
  for (const certificate of [caPem, leaf.certificate]) {
    expect(new X509Certificate(certificate).validFromDate).toEqual(after(-1));
  }
});

/** The result of a TLS connection to a server with this name. The client trusts the development CA. */
async function handshake(caPem: string, server: { key: string; cert: string }, servername: string) {
  const listener = createServer(server).listen(0, "127.0.0.1");
  await once(listener, "listening");
  const address = listener.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const socket = connect({ port, host: "127.0.0.1", servername, ca: caPem });
  const outcome = await once(socket, "secureConnect").then(
    () => "trusted",
    (error: unknown) => (error instanceof Error ? error.message : "failed"),
  );
  socket.destroy();
  listener.close();
  return outcome;
}

test("a stolen CA key cannot impersonate another host: its names are constrained to loopback", async () => {
  const { caPem, leaf } = await loadDevelopmentCertificates(directory);
  const x509 = await import("@peculiar/x509");
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const caKey = readFileSync(join(directory, "ca-with-key.pem"), "utf8");
  const forged = await x509.X509CertificateGenerator.create({
    subject: "CN=login.microsoftonline.com",
    issuer: new x509.X509Certificate(caPem).subjectName,
    publicKey: keys.publicKey,
    signingKey: createPrivateKey(caKey).toCryptoKey(algorithm, false, ["sign"]),
    signingAlgorithm: algorithm,
    extensions: [
      new x509.SubjectAlternativeNameExtension([{ type: "dns", value: "login.microsoftonline.com" }]),
    ],
  });
  const pkcs8 = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  const key = x509.PemConverter.encode(pkcs8, "PRIVATE KEY");
  const attack = { key, cert: forged.toString("pem") };
  expect(await handshake(caPem, attack, "login.microsoftonline.com")).toBe("permitted subtree violation");
  expect(await handshake(caPem, { key: leaf.key, cert: leaf.certificate }, "localhost")).toBe("trusted");
});
