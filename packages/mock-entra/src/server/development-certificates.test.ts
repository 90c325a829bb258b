import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadDevelopmentCertificates } from "./development-certificates.ts";

const day = 86_400_000;
const now = new Date("2030-06-01T12:00:00Z");
const after = (days: number) => new Date(now.getTime() + days * day);
let directory = "";

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "mock-entra-"));
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

test("the leaf is for loopback names, under a CA that can sign leaves only", () => {
  const { caPem, leaf } = loadDevelopmentCertificates(directory, now);
  const [ca, certificate] = [new X509Certificate(caPem), new X509Certificate(leaf.certificate)];
  expect(ca.ca).toBe(true);
  expect(certificate.ca).toBe(false);
  expect(certificate.checkIssued(ca)).toBe(true);
  expect(certificate.verify(ca.publicKey)).toBe(true);
  expect(certificate.subjectAltName).toBe("DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1");
  expect(certificate.checkPrivateKey(createPrivateKey(leaf.key))).toBe(true);
});

test("private keys are their owner's only", () => {
  loadDevelopmentCertificates(directory, now);
  expect(readdirSync(directory).toSorted()).toEqual(["ca-with-key.pem", "ca.pem", "localhost-with-key.pem"]);
  for (const name of ["ca-with-key.pem", "localhost-with-key.pem"]) {
    expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
  }
});

test("certificates are kept, and renewed before they expire", () => {
  const first = loadDevelopmentCertificates(directory, now);
  expect(loadDevelopmentCertificates(directory, after(59))).toEqual(first);
  const renewed = loadDevelopmentCertificates(directory, after(61));
  expect(renewed.caPem).toBe(first.caPem);
  expect(renewed.leaf).not.toEqual(first.leaf);
  const later = loadDevelopmentCertificates(directory, after(611));
  expect(later.caPem).not.toBe(first.caPem);
  expect(new X509Certificate(later.leaf.certificate).verify(new X509Certificate(later.caPem).publicKey)).toBe(
    true,
  );
});

test("a leaf never outlives its CA", () => {
  const first = loadDevelopmentCertificates(directory, now);
  const last = loadDevelopmentCertificates(directory, after(609));
  expect(last.caPem).toBe(first.caPem);
  const [ca, leaf] = [new X509Certificate(last.caPem), new X509Certificate(last.leaf.certificate)];
  expect(leaf.validToDate.getTime()).toBeLessThan(ca.validToDate.getTime());
});

test("a file that was cut off is made anew", () => {
  loadDevelopmentCertificates(directory, now);
  writeFileSync(join(directory, "ca-with-key.pem"), "-----BEGIN PRIVATE KEY-----\n");
  const { caPem, leaf } = loadDevelopmentCertificates(directory, now);
  expect(new X509Certificate(leaf.certificate).verify(new X509Certificate(caPem).publicKey)).toBe(true);
});
