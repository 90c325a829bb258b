import { signInScopes } from "../directory/consents.ts";
import { equalIgnoringCase } from "../directory/look-up.ts";
import { graphResource } from "../directory/directory.ts";
import { microsoftGraphAppId } from "../directory/microsoft-graph.ts";
import type { Application, ServicePrincipal, Tenant } from "../directory/types.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import type { MockState } from "../state/mock-state.ts";
import type { RequestedScopes } from "./request-types.ts";

/** All permissions that are configured in the registration and consented to. */
export const defaultScope = ".default";

const cannotCombine = " .default scope can't be combined with resource-specific scopes.";

/**
 * Entra issues an access token for one resource only, so all scopes have to belong to one resource.
 * @throws EntraError 70011, 28000, 500011, 650053
 */
export function parseScopes(
  { directory }: MockState,
  scope: string,
  application: Application,
  tenant: Tenant,
): RequestedScopes {
  const sent = splitScopes(scope);
  if (sent.length === 0) throw aadsts.scopeInvalid(scope);
  const signIn = sent.map((item) => item.toLowerCase()).filter((item) => signInScopes.has(item));
  const named = sent
    .filter((item) => !signInScopes.has(item.toLowerCase()))
    .map((item) => splitResource(item));
  const resources = new Set(named.map(({ resourceName }) => canonicalResource(resourceName)));
  if (resources.size > 1) throw aadsts.severalResources(scope);
  const spelled = named[0]?.resourceName ?? "";
  const resource = spelled === "" ? graphResource(directory) : directory.findServicePrincipal(spelled);
  if (!resource) throw aadsts.resourceNotFound(spelled, tenant.displayName);
  const resourceName =
    resource.servicePrincipalNames.find((name) => equalIgnoringCase(name, spelled)) ?? spelled;
  const values = [...new Set(named.map(({ value }) => registeredValue(value, resource, application)))];
  if (values.length > 1 && values.includes(defaultScope)) throw aadsts.scopeInvalid(scope, cannotCombine);
  const prefix = resourceName === "" ? "" : `${resourceName}/`;
  return { asked: [...signIn, ...values.map((value) => prefix + value)], resource, resourceName, values };
}

/** @throws EntraError 70011 for characters that no scope may have (RFC 6749 §3.3). */
function splitScopes(scope: string): string[] {
  if (/[^\u0020\u0021\u0023-\u005B\u005D-\u007E]/u.test(scope)) throw aadsts.scopeInvalid(scope);
  return [...new Set(scope.split(" ").filter((item) => item !== ""))];
}

/** `https://graph.microsoft.com/User.Read` names its resource up to the last slash. */
function splitResource(scope: string): { resourceName: string; value: string } {
  const slash = scope.lastIndexOf("/");
  return {
    resourceName: slash < 0 ? "" : scope.slice(0, slash).replace(/\/$/u, ""),
    value: scope.slice(slash + 1),
  };
}

function canonicalResource(spelled: string): string {
  const name = spelled.toLowerCase();
  return name === "" || name === "https://graph.microsoft.com" ? microsoftGraphAppId : name;
}

/** Entra ignores the case of a scope, and answers in the spelling that the resource registered. */
function registeredValue(value: string, resource: ServicePrincipal, application: Application): string {
  const names = resource.oauth2PermissionScopes
    .filter(({ isEnabled }) => isEnabled)
    .map((scope) => scope.value);
  const registered = [defaultScope, ...names].find((name) => equalIgnoringCase(name, value));
  if (registered === undefined)
    throw aadsts.unknownScope(application.displayName, value, resource.displayName);
  return registered;
}

/**
 * RFC 8707: a `resource` parameter has to be the resource of the scopes, with its client ID or one of its App
 * ID URIs. Entra compares character by character: with a slash at the end, it is another resource.
 * @throws EntraError 9010010
 */
export function assertResourceMatches(resource: string | undefined, scopes: RequestedScopes): void {
  if (resource === undefined || scopes.resource.servicePrincipalNames.includes(resource)) return;
  throw aadsts.resourceDoesNotMatchScope();
}
