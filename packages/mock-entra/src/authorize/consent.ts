import { createServicePrincipal } from "../applications/register-application.ts";
import { recordGrant, signInScopes } from "../directory/consents.ts";
import { graphResource } from "../directory/directory.ts";
import type { Application, PermissionScope, ServicePrincipal } from "../directory/types.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import type { MockState } from "../state/mock-state.ts";
import { preAuthorizedScopes, usableScopes } from "./granted-scopes.ts";
import type { RequestedScopes } from "./request-types.ts";
import { defaultScope } from "./requested-scopes.ts";

/** A delegated permission, its API, and the application that would get it. */
export interface ResourcePermission {
  resource: ServicePrincipal;
  permission: PermissionScope;
  /** The client, or with combined consent the API that it calls. */
  holder: Application;
}

/** The client, the user and the requested permissions. */
export interface ConsentQuestion {
  application: Application;
  userId: string;
  scopes: RequestedScopes;
  /**
   * `prompt=consent`: `.default` then asks for all permissions that the registration lists, also for granted
   * ones.
   */
  asksAnew?: boolean;
}

/**
 * The requested permissions that have no consent for this user.
 * @throws EntraError 650057
 */
export function missingConsent(state: MockState, question: ConsentQuestion): ResourcePermission[] {
  return wantedPermissions(state, question).filter(
    ({ holder, resource, permission }) =>
      !usableScopes(state, holder.appId, question.userId, resource).includes(permission.value),
  );
}

/**
 * The permissions on the consent page: all requested ones and, with `.default`, those that were granted
 * before.
 */
export function shownPermissions(state: MockState, question: ConsentQuestion): ResourcePermission[] {
  const { application, userId, scopes } = question;
  const wanted = wantedPermissions(state, question);
  if (!scopes.values.includes(defaultScope)) return wanted;
  const granted = new Set(state.directory.consentedScopes(application.appId, userId, scopes.resource));
  const before = permissionsOf(application, scopes.resource, ({ value }) => granted.has(value));
  return [...wanted, ...before.filter((permission) => !isAmong(wanted, permission))];
}

function isAmong(wanted: readonly ResourcePermission[], { holder, permission }: ResourcePermission): boolean {
  return wanted.some((other) => other.permission.id === permission.id && other.holder === holder);
}

function wantedPermissions(state: MockState, question: ConsentQuestion): ResourcePermission[] {
  const { application, scopes } = question;
  const { asked, resource, values } = scopes;
  const { directory } = state;
  // "Maintain access to data" is on every consent page, also if it was not requested.
  const signIn = new Set([...asked.filter((scope) => signInScopes.has(scope)), "offline_access"]);
  const wanted = permissionsOf(application, graphResource(directory), ({ value }) => signIn.has(value));
  const named = permissionsOf(application, resource, ({ value }) => values.includes(value));
  const listed = values.includes(defaultScope) ? defaultPermissions(state, question) : [];
  return [...wanted, ...[...named, ...listed].filter((permission) => !isAmong(wanted, permission))];
}

/**
 * `.default` asks only if nothing was granted on the resource yet. It then asks for all permissions that the
 * registration lists, for all APIs. It is unconfirmed whether signing in (`openid`, which belongs to Graph)
 * counts as granted. Here it does.
 * @see https://learn.microsoft.com/entra/identity-platform/scopes-oidc#the-default-scope
 */
function defaultPermissions({ directory }: MockState, question: ConsentQuestion): ResourcePermission[] {
  const { application, userId, scopes, asksAnew = false } = question;
  const { appId, requiredResourceAccess } = application;
  const granted = [
    ...directory.consentedScopes(appId, userId, scopes.resource),
    ...preAuthorizedScopes(directory, appId, scopes.resource),
  ];
  if (!asksAnew && granted.length > 0) return [];
  const isListed = requiredResourceAccess.some(
    ({ resourceAppId }) => resourceAppId === scopes.resource.appId,
  );
  // An application may ask for itself without listing itself.
  if (!isListed && scopes.resource.appId !== appId) {
    const listed = requiredResourceAccess.map(({ resourceAppId }) => resourceAppId).join(", ");
    throw aadsts.resourceNotListed(application, scopes.resourceName, scopes.resource.appId, listed);
  }
  return [...listedPermissions(directory, application), ...combinedPermissions(directory, question)];
}

/**
 * Combined consent: if the API lists the client as known, and the client asks for the API's `.default`, the
 * client's users are also asked for the API's own permissions. Otherwise they could not consent, because the
 * API has no page.
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow#default-and-combined-consent
 */
function combinedPermissions(
  directory: MockState["directory"],
  { application, scopes }: ConsentQuestion,
): ResourcePermission[] {
  const api = directory.findApplication(scopes.resource.appId);
  const isKnown = api?.api.knownClientApplications?.includes(application.appId) ?? false;
  return api && isKnown ? listedPermissions(directory, api) : [];
}

function listedPermissions(directory: MockState["directory"], holder: Application): ResourcePermission[] {
  return holder.requiredResourceAccess.flatMap(({ resourceAppId, resourceAccess }) => {
    const resource = directory.findServicePrincipal(resourceAppId);
    const ids = new Set(resourceAccess.map(({ id }) => id));
    return resource ? permissionsOf(holder, resource, ({ id }) => ids.has(id)) : [];
  });
}

function permissionsOf(
  holder: Application,
  resource: ServicePrincipal,
  isWanted: (permission: PermissionScope) => boolean,
): ResourcePermission[] {
  return resource.oauth2PermissionScopes
    .filter((permission) => isWanted(permission))
    .map((permission) => ({ resource, permission, holder }));
}

/** The user's own consent or, with `null`, the administrator's consent for all users. */
export function recordConsent(
  { directory }: MockState,
  userId: string | null,
  permissions: readonly ResourcePermission[],
): void {
  for (const { holder, resource, permission } of permissions) {
    if (!directory.findApplication(holder.appId)) continue;
    // An application that was registered without the portal is added to the tenant at the first consent.
    const client =
      directory.findServicePrincipal(holder.appId) ?? createServicePrincipal(directory, holder.appId);
    recordGrant(directory, client, resource, [permission.value], userId);
  }
}
