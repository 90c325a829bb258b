import { randomBytes, randomInt, randomUUID } from "node:crypto";

/** An unguessable value that means nothing to its holder. The prefixes are Entra's, the rest is random. */
const opaque = (prefix: string, bytes: number): string => prefix + randomBytes(bytes).toString("base64url");

export const newAuthorizationCode = (): string => opaque("1.AXYA", 192);
export const newRefreshToken = (): string => opaque("1.AXYA", 384);
export const newDeviceCode = (): string => opaque("DAQABIQEAAAA", 144);
export const newSessionId = (): string => opaque("0.AXYA", 48);

/** 16 bytes in base64url, nearly all random. Node keeps UUIDs in stock, so this is the quick way; every token needs some. */
const identifier = (): string => Buffer.from(randomUUID().replaceAll("-", ""), "hex").toString("base64url");

/** `aio`, which only Entra can read. */
export const newInternalState = (): string => `k2RgY${identifier()}${identifier()}`;

/** `uti`, the token's own id. */
export const newTokenIdentifier = (): string => identifier();

/** Without the letters and digits that people mix up when they read a code aloud. */
const userCodeAlphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** Nine alphanumerics, such as EPWMT6VWB. */
export const newUserCode = (): string =>
  Array.from({ length: 9 }, () => userCodeAlphabet.charAt(randomInt(userCodeAlphabet.length))).join("");
