import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { authorityExtensions, leafExtensions } from "./certificate-extensions.ts";
import {
  bitString,
  objectIdentifier,
  randomInteger,
  sequence,
  set,
  smallInteger,
  tagged,
  utcTime,
  utf8String,
} from "./der.ts";

/** A certificate and its private key, both as PEM. */
export type KeyAndCertificate = { key: string; certificate: string };

const day = 86_400_000;
const authorityName = "mock-entra development CA (localhost only)";
const ecdsaWithSha256 = sequence(objectIdentifier("1.2.840.10045.4.3.2"));

/** A new certificate authority that trusts itself: valid for two years, and for loopback names only. */
export const issueAuthority = (now: Date): KeyAndCertificate => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const certificate = signCertificate(privateKey, {
    subject: authorityName,
    publicKey,
    now,
    days: 730,
    extensions: authorityExtensions(publicKey),
  });
  return { key: toPem(privateKey), certificate };
};

/** A new server certificate for localhost, 127.0.0.1 and ::1, valid for 90 days. */
export const issueLeaf = (
  authority: KeyAndCertificate,
  authorityKey: KeyObject,
  now: Date,
): KeyAndCertificate => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const certificate = signCertificate(authorityKey, {
    subject: "localhost",
    publicKey,
    now,
    days: 90,
    extensions: leafExtensions(publicKey, createPublicKey(authority.certificate)),
  });
  return { key: toPem(privateKey), certificate };
};

type Contents = { subject: string; publicKey: KeyObject; now: Date; days: number; extensions: Buffer };

/** RFC 5280 §4.1. Back-dated by a day, for clocks that run late. */
const signCertificate = (issuerKey: KeyObject, contents: Contents): string => {
  const { subject, publicKey, now, days, extensions } = contents;
  const toBeSigned = sequence(
    tagged(0xa0, smallInteger(2)),
    randomInteger(randomBytes(15)),
    ecdsaWithSha256,
    commonName(authorityName),
    sequence(utcTime(new Date(now.getTime() - day)), utcTime(new Date(now.getTime() + days * day))),
    commonName(subject),
    publicKey.export({ type: "spki", format: "der" }),
    tagged(0xa3, extensions),
  );
  const signature = sign("sha256", toBeSigned, issuerKey);
  const der = sequence(toBeSigned, ecdsaWithSha256, bitString(signature));
  const lines = der.toString("base64").match(/.{1,64}/gu) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
};

const commonName = (name: string): Buffer =>
  sequence(set(sequence(objectIdentifier("2.5.4.3"), utf8String(name))));

const toPem = (key: KeyObject): string => key.export({ type: "pkcs8", format: "pem" });
