import { randomBytes, randomInt } from "node:crypto";

/** An unguessable value that means nothing to its holder. The prefixes are Entra's, the rest is random. */
const opaque = (prefix: string, bytes: number): string => prefix + randomBytes(bytes).toString("base64url");

export const newAuthorizationCode = (): string => opaque("1.AXYA", 192);
export const newRefreshToken = (): string => opaque("1.AXYA", 384);
export const newDeviceCode = (): string => opaque("DAQABIQEAAAA", 144);
export const newSessionId = (): string => opaque("0.AXYA", 48);

/** `aio`, which only Entra can read. */
export const newInternalState = (): string => opaque("k2RgY", 33);

/** `uti`, the token's own id: 16 bytes in base64url. */
export const newTokenIdentifier = (): string => opaque("", 16);

/** Without the letters and digits that people mix up when they read a code aloud. */
const userCodeAlphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** Nine alphanumerics, such as EPWMT6VWB. */
export const newUserCode = (): string =>
  Array.from({ length: 9 }, () => userCodeAlphabet.charAt(randomInt(userCodeAlphabet.length))).join("");
