import { hash } from "node:crypto";
import { createNeedles, type Needles } from "./needles.ts";
import { isDangerous, type SecretKind } from "./secret-kinds.ts";
import { isFromEntra, secretsByShape } from "./token-shapes.ts";

/** Describes a secret value, and does not contain it. */
export interface Secret {
  kind: SecretKind;
  /** Shown in place of the value. The same value has the same label, so that a reader recognizes it. */
  label: string;
  /** SHA-256 in base64url. Of a code verifier this is the code challenge (RFC 7636 §4.2). */
  fingerprint: string;
  isFromEntra: boolean;
}

/** All secret values. It never gives a value out. */
export interface SecretBook {
  /** A cookie that holds a value of another kind counts as that kind. */
  learn(kind: SecretKind, value: string): Secret;
  /** For a value of which only the fingerprint is known: it is recognized when it appears. */
  expect(kind: SecretKind, fingerprint: string): Secret;
  /** Learns the values in a text that are recognized by their shape or by a fingerprint. */
  recognize(text: string): void;
  /** Replaces each known value by its label, in clear or encoded. */
  redact(text: string, found?: (secret: Secret) => void): string;
  /** All forms of the values that were learned since the last call. Older texts may contain them. */
  takeLearned(): string[];
}

/** @param earlier text of an earlier recording. New values get no label that is in it. */
export function createSecretBook(earlier = ""): SecretBook {
  const values = new Set<string>();
  const byFingerprint = new Map<string, Secret>();
  /** By fingerprint: values that are shown, and that `expect` may name later. */
  const unsuspected = new Map<string, string>();
  const needles = createNeedles<Secret>();
  const learned: string[] = [];
  const newLabel = createLabels(earlier);

  /** The same fingerprint means the same value, also if only the mock has seen the value. */
  const secretOf = (kind: SecretKind, fingerprint: string): Secret => {
    const known = byFingerprint.get(fingerprint);
    const secret = known ?? { kind, label: newLabel(kind), fingerprint, isFromEntra: false };
    byFingerprint.set(fingerprint, secret);
    // A cookie that holds a state is a state.
    if (secret.kind === "cookie") secret.kind = kind;
    return secret;
  };
  const learn = (kind: SecretKind, value: string): Secret => {
    const secret = secretOf(kind, hash("sha256", value, "base64url"));
    if (values.has(value)) return secret;
    values.add(value);
    secret.isFromEntra ||= isFromEntra(value);
    for (const form of formsOf(value)) {
      needles.add(form, secret);
      learned.push(form);
    }
    return secret;
  };
  return {
    learn,
    expect: (kind, fingerprint) => {
      const value = unsuspected.get(fingerprint);
      if (value !== undefined) learn(kind, value);
      return secretOf(kind, fingerprint);
    },
    recognize: (text) => {
      for (const { kind, value } of secretsByShape(text)) learn(kind, value);
      for (const [run] of text.matchAll(opaqueRun)) {
        const fingerprint = hash("sha256", run, "base64url");
        const kind = byFingerprint.get(fingerprint)?.kind;
        if (kind === undefined) unsuspected.set(fingerprint, run);
        else learn(kind, run);
      }
    },
    redact: (text, found = () => undefined) => redactText(text, needles, found),
    takeLearned: () => learned.splice(0),
  };
}

/** `[code 1]`, `[code 2]` … */
function createLabels(earlier: string): (kind: SecretKind) => string {
  const counts = new Map<string, number>();
  for (const [, kind = "", number] of earlier.matchAll(/\[([a-z ]+) (\d+)(?: in base64)?\]/g))
    counts.set(kind, Math.max(counts.get(kind) ?? 0, Number(number)));
  return (kind) => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return `[${kind} ${count}]`;
  };
}

/** What a verifier, a code or a token can look like (RFC 7636 §4.1, RFC 6750 §2.1). */
const opaqueRun = /[\w.~-]{31,1023}\w/g;

function redactText(text: string, needles: Needles<Secret>, found: (secret: Secret) => void): string {
  const replaced = needles.replace(text, (secret) => {
    found(secret);
    return secret.label;
  });
  return replaced.replaceAll(base64Run, (run) => {
    const inside: Secret[] = [];
    needles.replace(decoded(run), (secret) => {
      inside.push(secret);
      return "";
    });
    const secret = inside.find(({ kind }) => isDangerous(kind));
    if (secret === undefined) return run;
    found(secret);
    return `[${secret.label.slice(1, -1)} in base64]`;
  });
}

const base64Run = /[\w+/-]{16,4096}={0,2}/g;

function decoded(run: string): string {
  return Buffer.from(run, "base64").toString();
}

/** The base64 parts of a text, decoded. A secret that is learned later is looked for in them. */
export function decodedParts(text: string): string {
  return Array.from(text.matchAll(base64Run), ([run]) => decoded(run)).join("\n");
}

/** The value, and the value as encoded in an address, in a page and in JSON. For a JSON Web Token also its parts. */
function formsOf(value: string): Set<string> {
  const [, payload, signature] = value.startsWith("eyJ") ? value.split(".") : [];
  const parts = [payload, signature].filter((part) => part !== undefined);
  return new Set([value, ...parts, ...encodings.map((encode) => encode(value))]);
}

const encodings: ((value: string) => string)[] = [
  encodeURIComponent,
  (value) => encodeURIComponent(encodeURIComponent(value)),
  (value) => encodeURIComponent(value).replaceAll(/%[\dA-F]{2}/g, (code) => code.toLowerCase()),
  (value) => new URLSearchParams({ value }).toString().slice("value=".length),
  (value) => JSON.stringify(value).slice(1, -1),
  (value) => JSON.stringify(JSON.stringify(value).slice(1, -1)).slice(1, -1),
  (value) =>
    value.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
];
