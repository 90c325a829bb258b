import { createServicePrincipal } from "../applications/register-application.ts";
import { recordGrant } from "../directory/consents.ts";
import { graphResource } from "../directory/directory.ts";
import type { Application, PermissionScope } from "../directory/types.ts";
import type { MockState } from "../state/mock-state.ts";
import { defaultScope } from "./requested-scopes.ts";
import type { RequestedScopes } from "./request-types.ts";

/** The permissions among the requested ones that nobody has consented to for this user. */
export function missingConsent(
  { directory }: MockState,
  application: Application,
  userId: string,
  scopes: RequestedScopes,
): PermissionScope[] {
  const consented = directory.consentedScopes(application.appId, userId, scopes.resource);
  return scopes.resource.oauth2PermissionScopes.filter(
    ({ id, value }) => isWanted(value, id, application, scopes) && !consented.includes(value),
  );
}

/** `.default` wants what the registration lists for the resource. */
function isWanted(
  value: string,
  id: string,
  { requiredResourceAccess }: Application,
  { values, resource }: RequestedScopes,
): boolean {
  return (
    values.includes(value) ||
    (values.includes(defaultScope) &&
      requiredResourceAccess
        .filter(({ resourceAppId }) => resourceAppId === resource.appId)
        .some(({ resourceAccess }) => resourceAccess.some((access) => access.id === id)))
  );
}

/** The user's own consent, or with `null` the administrator's for everybody, to the asked permissions and to what signing in needs. */
export function recordConsent(
  { directory }: MockState,
  application: Application,
  userId: string | null,
  scopes: RequestedScopes,
  missing: readonly PermissionScope[],
): void {
  if (!directory.findApplication(application.appId)) return;
  // Somebody's first consent is what brings an application into the tenant that was registered without the portal.
  const client =
    directory.findServicePrincipal(application.appId) ?? createServicePrincipal(directory, application.appId);
  const signIn = scopes.asked.filter((scope) =>
    ["openid", "profile", "email", "offline_access"].includes(scope),
  );
  const values = missing.map(({ value }) => value);
  recordGrant(directory, client, graphResource(directory), signIn, userId);
  recordGrant(directory, client, scopes.resource, values, userId);
}
