import { graphResource } from "../directory/directory.ts";
import { microsoftGraphAppId } from "../directory/microsoft-graph.ts";
import type { Application, ServicePrincipal, Tenant } from "../directory/types.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import type { MockState } from "../state/mock-state.ts";
import type { RequestedScopes } from "./request-types.ts";

/** Scopes of OpenID Connect: about the sign-in, not about a resource. */
const protocolScopes = new Set(["openid", "profile", "email", "offline_access"]);

/** The whole of what was statically configured and consented to. */
export const defaultScope = ".default";

/**
 * Entra issues an access token for one resource only, so all scopes have to be of one.
 * @throws EntraError 70011, 28000, 500011, 650053
 */
export function parseScopes(
  { directory }: MockState,
  scope: string,
  application: Application,
  tenant: Tenant,
): RequestedScopes {
  const asked = splitScopes(scope);
  if (asked.length === 0) throw aadsts.scopeInvalid(scope);
  const named = asked.filter((item) => !protocolScopes.has(item)).map((item) => splitResource(item));
  const resources = new Set(named.map(({ resourceName }) => canonicalResource(resourceName)));
  if (resources.size > 1) throw aadsts.severalResources(scope);
  const resourceName = named[0]?.resourceName ?? "";
  const resource =
    resourceName === "" ? graphResource(directory) : directory.findServicePrincipal(resourceName);
  if (!resource) throw aadsts.resourceNotFound(resourceName, tenant.displayName);
  const values = named.map(({ value }) => value);
  for (const value of values) assertExists(value, resource, application);
  return { asked, resource, resourceName, values };
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

function canonicalResource(name: string): string {
  return name === "" || name === "https://graph.microsoft.com" ? microsoftGraphAppId : name;
}

function assertExists(value: string, resource: ServicePrincipal, application: Application): void {
  if (value === defaultScope) return;
  const exists = resource.oauth2PermissionScopes.some((scope) => scope.isEnabled && scope.value === value);
  if (!exists) throw aadsts.unknownScope(application.displayName, value, resource.displayName);
}

/**
 * RFC 8707: a `resource` beside the scopes has to be the resource of the scopes.
 * @throws EntraError 9010010
 */
export function assertResourceMatches(resource: string | undefined, scopes: RequestedScopes): void {
  if (resource === undefined) return;
  const wanted = resource.replace(/\/$/u, "");
  if (!scopes.resource.servicePrincipalNames.includes(wanted)) throw aadsts.resourceDoesNotMatchScope();
}
