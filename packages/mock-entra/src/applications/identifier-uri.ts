import type { Directory } from "../directory/directory.ts";
import { isLoopbackUri } from "../directory/loopback-uri.ts";
import type { Application, Tenant } from "../directory/types.ts";
import { GraphError } from "../graph/graph-error.ts";
import { usesGuidAudience } from "../tokens/optional-claims.ts";
import { badRequest, sameValue } from "./refusals.ts";

/**
 * The URI has to contain the API's own client ID or a domain of the tenant: otherwise an API could use the
 * name of another one.
 * @throws GraphError 400
 * @see https://learn.microsoft.com/entra/identity-platform/identifier-uri-restrictions
 */
export function assertIdentifierUri(directory: Directory, application: Application, uri: string): void {
  const { tenant, applications } = directory;
  const isTaken = applications.some(
    ({ id, identifierUris }) => id !== application.id && identifierUris.includes(uri),
  );
  if (isTaken) throw sameValue("identifierUris");
  if (isLoopbackUri(uri)) return assertLoopbackAllowed(directory, uri);
  if (!/^(?:api|https):\/\/[^\s/?#]+(?:\/[^\s?#]*)?$/u.test(uri)) {
    throw badRequest(`Invalid value specified for property 'identifierUris': '${uri}'. Use api://{appId}.`);
  }
  // Entra compares the resource parameter with it, character by character.
  if (uri.endsWith("/")) {
    throw badRequest(
      `Invalid value specified for property 'identifierUris': '${uri}' must not end with a slash.`,
    );
  }
  if (uri.startsWith("https:")) assertNamesAddress(application, uri);
  if (hasOwnIdentifier(application, tenant, uri) || isOnVerifiedDomain(tenant, uri)) return;
  throw new GraphError(
    400,
    "HostNameNotOnVerifiedDomain",
    `Values of identifierUris property must use a verified domain of the organization or its subdomain: '${uri}'`,
  );
}

/**
 * Entra accepts none. The mock accepts them with an option, so that you can work offline and without a
 * domain.
 */
function assertLoopbackAllowed({ allowsLoopbackIdentifierUris }: Directory, uri: string): void {
  if (allowsLoopbackIdentifierUris && !uri.endsWith("/")) return;
  throw new GraphError(
    400,
    "HostNameNotOnVerifiedDomain",
    `Values of identifierUris property must use a verified domain of the organization or its subdomain: '${uri}'. Loopback cannot be verified. To work offline, start the mock with --allow-loopback-identifier-uris; Entra has nothing like it.`,
  );
}

/**
 * In version 1.0 tokens, the URI is the audience, so Entra's default policy allows only api://{appId}. In
 * version 2.0, the audience is always the client ID, so the URI may be the API's address.
 */
function assertNamesAddress(application: Application, uri: string): void {
  if (application.api.requestedAccessTokenVersion === 2 || usesGuidAudience(application)) return;
  throw badRequest(
    `Failed to add identifier URI ${uri}. Per your organization's default policy, newly added URIs of an application that gets version 1.0 tokens must be api://{appId} or api://{tenantId}/{appId}. Set api.requestedAccessTokenVersion to 2 first, or add the optional claim aud with use_guid. See https://aka.ms/identifier-uri-formatting-error.`,
  );
}

function hasOwnIdentifier({ appId }: Application, tenant: Tenant, uri: string): boolean {
  const parts = uri.split("/").slice(2);
  return uri.startsWith("api://") && parts.some((part) => [appId, tenant.id].includes(part));
}

function isOnVerifiedDomain({ defaultDomain }: Tenant, uri: string): boolean {
  const address = uri.replace(/^api:/u, "https:");
  if (!URL.canParse(address)) return false;
  // The host as a browser reads it: in https://contoso.com@evil.example, it is the second one.
  const { hostname, username, port } = new URL(address);
  if (username !== "" || port !== "") return false;
  return hostname === defaultDomain || hostname.endsWith(`.${defaultDomain}`);
}
