import { createHash } from "node:crypto";

/** `sub` is pairwise: another application sees another value for the same person (OpenID Connect Core §8.1). */
export function pairwiseSubject(appId: string, userId: string): string {
  return createHash("sha256").update(`mock-entra ${appId} ${userId}`).digest("base64url");
}

/** `puid`, 16 hexadecimal digits that are stable for a user. */
export function passportId(userId: string): string {
  return `10032000${createHash("sha256").update(userId).digest("hex").slice(0, 8).toUpperCase()}`;
}

/** `rh`, which only Entra can read: stable for an application, told apart by its first characters. */
export function internalHint(appId: string): string {
  return `1.AXYA${createHash("sha256").update(`rh ${appId}`).digest("base64url").slice(0, 40)}.`;
}
