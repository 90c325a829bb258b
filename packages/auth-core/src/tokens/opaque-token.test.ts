import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  createOpaqueToken,
  fingerprint,
  fingerprintMatches,
  hashToken,
  tokenMatches,
} from "./opaque-token.ts";

describe("an opaque token", () => {
  it("is 256 random bits, never the same twice", () => {
    const tokens = new Set(Array.from({ length: 100 }, createOpaqueToken));
    expect(tokens.size).toBe(100);
    for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/);
  });

  it("is kept as its SHA-256, which opens nothing by itself", () => {
    const token = createOpaqueToken();
    expect(hashToken(token)).toBe(createHash("sha256").update(token).digest("base64url"));
    expect(tokenMatches(hashToken(token), hashToken(token))).toBe(false);
  });

  it("matches its own hash and no other", () => {
    const token = createOpaqueToken();
    expect(tokenMatches(token, hashToken(token))).toBe(true);
    expect(tokenMatches(createOpaqueToken(), hashToken(token))).toBe(false);
    expect(tokenMatches(`${token}A`, hashToken(token))).toBe(false);
  });

  it.each(["", "short", "x".repeat(10_000)])("does not match, nor fail at, the broken hash %j", (hash) => {
    expect(tokenMatches(createOpaqueToken(), hash)).toBe(false);
  });
});

describe("a fingerprint", () => {
  it("is the first 128 bits of the SHA-256", () => {
    const token = createOpaqueToken();
    expect(fingerprint(token)).toMatch(/^[\w-]{22}$/);
    expect(hashToken(token).startsWith(fingerprint(token).slice(0, 21))).toBe(true);
  });

  it("matches its own token and no other", () => {
    const token = createOpaqueToken();
    expect(fingerprintMatches(token, fingerprint(token))).toBe(true);
    expect(fingerprintMatches(createOpaqueToken(), fingerprint(token))).toBe(false);
    expect(fingerprintMatches(token, hashToken(token))).toBe(false);
    expect(fingerprintMatches(token, "")).toBe(false);
  });
});
