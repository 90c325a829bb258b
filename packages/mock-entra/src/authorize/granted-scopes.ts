import { grantsFor } from "../directory/consents.ts";
import type { Directory } from "../directory/directory.ts";
import { equalIgnoringCase } from "../directory/look-up.ts";
import { microsoftGraphAppId } from "../directory/microsoft-graph.ts";
import type { ServicePrincipal } from "../directory/types.ts";
import type { MockState } from "../state/mock-state.ts";
import type { RequestedScopes } from "./request-types.ts";

/** Made once: `localeCompare` would make one for each two scopes, and take twenty times as long. */
const inAlphabeticalOrder = new Intl.Collator("en", { sensitivity: "base" });

/** Every consent includes these scopes. */
const impliedScopes = ["openid", "profile", "offline_access"];

/**
 * The scopes that the client may use on the resource. It is unconfirmed that any consent includes the scopes
 * for signing in. Reports show `openid profile` in tokens after an administrator's consent to `User.Read`
 * only.
 */
export function usableScopes(
  { directory }: MockState,
  appId: string,
  userId: string,
  resource: ServicePrincipal,
): string[] {
  const consented = directory.consentedScopes(appId, userId, resource);
  const hasConsent = grantsFor(directory, appId, userId).length > 0 || isPreAuthorized(directory, appId);
  const implied = resource.appId === microsoftGraphAppId && hasConsent ? impliedScopes : [];
  return [...new Set([...consented, ...preAuthorizedScopes(directory, appId, resource), ...implied])];
}

/**
 * The scopes that the API itself allows the client, without consent.
 * @see https://learn.microsoft.com/entra/identity-platform/permissions-consent-overview#preauthorization
 */
export function preAuthorizedScopes(
  directory: Directory,
  appId: string,
  resource: ServicePrincipal,
): string[] {
  const api = directory.findApplication(resource.appId)?.api;
  const ids = new Set(
    (api?.preAuthorizedApplications ?? [])
      .filter((client) => equalIgnoringCase(client.appId, appId))
      .flatMap(({ delegatedPermissionIds }) => delegatedPermissionIds),
  );
  return resource.oauth2PermissionScopes.filter(({ id }) => ids.has(id)).map(({ value }) => value);
}

/** Its users are then also not asked for the scopes for signing in (unconfirmed). */
function isPreAuthorized({ applications }: Directory, appId: string): boolean {
  return applications.some(({ api }) =>
    api.preAuthorizedApplications?.some((client) => equalIgnoringCase(client.appId, appId)),
  );
}

/**
 * The scopes in the access token: all usable ones on the resource, not only the requested ones. Entra lists
 * them in alphabetical order, with `email` last (order unconfirmed). `offline_access` is never in the list.
 */
export function grantedScopes(
  state: MockState,
  appId: string,
  userId: string,
  { resource }: RequestedScopes,
): string[] {
  const usable = usableScopes(state, appId, userId, resource).filter((value) => value !== "offline_access");
  const sorted = usable.filter((value) => value !== "email").toSorted(inAlphabeticalOrder.compare);
  return usable.includes("email") ? [...sorted, "email"] : sorted;
}

const bare = new Set(["openid", "profile", "email"]);

/** The `scope` of the token response: with the resource's name, if the request used it. */
export function scopeParameter(
  granted: readonly string[],
  { resourceName, values }: RequestedScopes,
): string {
  if (resourceName === "") return granted.join(" ");
  const spelled = granted.map((value) => (bare.has(value) ? value : `${resourceName}/${value}`));
  return [...spelled, ...(values.includes(".default") ? [`${resourceName}/.default`] : [])].join(" ");
}
