import { graphResource } from "../directory/directory.ts";
import type { Application, PermissionScope } from "../directory/types.ts";
import type { MockState } from "../state/mock-state.ts";
import { defaultScope, type RequestedScopes } from "./requested-scopes.ts";

/** The permissions among the requested ones that nobody has consented to for this user. */
export const missingConsent = (
  { directory }: MockState,
  application: Application,
  userId: string,
  scopes: RequestedScopes,
): PermissionScope[] => {
  const consented = directory.consentedScopes(application.appId, userId, scopes.resource);
  return scopes.resource.oauth2PermissionScopes.filter(
    ({ id, value }) => isWanted(value, id, application, scopes) && !consented.includes(value),
  );
};

/** `.default` wants what the registration lists for the resource. */
const isWanted = (
  value: string,
  id: string,
  { requiredResourceAccess }: Application,
  { values, resource }: RequestedScopes,
): boolean =>
  values.includes(value) ||
  (values.includes(defaultScope) &&
    requiredResourceAccess
      .filter(({ resourceAppId }) => resourceAppId === resource.appId)
      .some(({ resourceAccess }) => resourceAccess.some((access) => access.id === id)));

/** The user's own consent, to the asked permissions and to what signing in needs. */
export const recordConsent = (
  { directory }: MockState,
  application: Application,
  userId: string,
  scopes: RequestedScopes,
  missing: readonly PermissionScope[],
): void => {
  const graph = graphResource(directory);
  const signIn = scopes.asked.filter((scope) =>
    ["openid", "profile", "email", "offline_access"].includes(scope),
  );
  directory.consent(application.appId, userId, graph, signIn);
  directory.consent(
    application.appId,
    userId,
    scopes.resource,
    missing.map(({ value }) => value),
  );
};
