import { hash } from "node:crypto";
import type { User } from "../directory/types.ts";

/** `sub` is pairwise: each application sees another value for the same user (OpenID Connect Core §8.1). */
export function pairwiseSubject(appId: string, userId: string): string {
  return hash("sha256", `mock-entra ${appId} ${userId}`, "base64url");
}

/** `puid`, 16 hexadecimal digits that are stable for a user. */
export function passportId(userId: string): string {
  return `10032000${hash("sha256", userId, "hex").slice(0, 8).toUpperCase()}`;
}

/**
 * `rh`, which only Entra can read: stable for an application. Its first characters distinguish applications.
 */
export function internalHint(appId: string): string {
  return `1.AXYA${hash("sha256", `rh ${appId}`, "base64url").slice(0, 40)}.`;
}

/** The `login_hint` claim, for the parameter of the same name: opaque to applications. */
export function loginHintOf({ userPrincipalName }: Pick<User, "userPrincipalName">): string {
  return Buffer.from(userPrincipalName).toString("base64url");
}
