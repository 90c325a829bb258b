import type { MockState } from "../state/mock-state.ts";
import type { RequestedScopes } from "./request-types.ts";

function compare(left: string, right: string): number {
  return left.localeCompare(right, "en", { sensitivity: "base" });
}

/**
 * What the access token allows: everything consented to on the resource, not only what was asked for this time. Entra
 * lists it by the alphabet with `email` last (order unconfirmed); `offline_access` never appears.
 */
export function grantedScopes(
  { directory }: MockState,
  appId: string,
  userId: string,
  { resource }: RequestedScopes,
): string[] {
  const consented = directory
    .consentedScopes(appId, userId, resource)
    .filter((value) => value !== "offline_access" && value !== "email")
    .toSorted(compare);
  const hasEmail = directory.consentedScopes(appId, userId, resource).includes("email");
  return hasEmail ? [...consented, "email"] : consented;
}

const bare = new Set(["openid", "profile", "email"]);

/** The `scope` of the token response: spelled with the resource's name where the request did so. */
export function scopeParameter(
  granted: readonly string[],
  { resourceName, values }: RequestedScopes,
): string {
  if (resourceName === "") return granted.join(" ");
  const spelled = granted.map((value) => (bare.has(value) ? value : `${resourceName}/${value}`));
  return [...spelled, ...(values.includes(".default") ? [`${resourceName}/.default`] : [])].join(" ");
}
