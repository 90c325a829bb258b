import type { Directory } from "../directory/directory.ts";
import type { Application } from "../directory/types.ts";
import { GraphError } from "../graph/graph-error.ts";
import { assertIdentifierUri } from "./identifier-uri.ts";
import { badRequest } from "./refusals.ts";

/**
 * Values that Entra does not accept in a registration. Existing values may stay.
 * @throws GraphError 400
 */
export function assertRegistrable(
  directory: Directory,
  application: Application,
  before?: Application,
): void {
  for (const platform of ["web", "spa", "publicClient"] as const) {
    const known = before?.[platform].redirectUris ?? [];
    const added = application[platform].redirectUris.filter((uri) => !known.includes(uri));
    for (const uri of added) (platform === "publicClient" ? assertAddress : assertWebAddress)(uri);
  }
  const added = application.identifierUris.filter((uri) => !before?.identifierUris.includes(uri));
  for (const uri of added) assertIdentifierUri(directory, application, uri);
  assertUnique("appRoles", application.appRoles);
  assertUnique("oauth2PermissionScopes", application.api.oauth2PermissionScopes);
  assertPreAuthorizedScopes(application);
}

const maximumLength = 256;

/** @see https://learn.microsoft.com/entra/identity-platform/reply-url */
function assertAddress(uri: string): URL {
  if (!URL.canParse(uri) || uri.length > maximumLength) {
    throw badRequest(`The redirect URI '${uri}' is not a valid URI of at most ${maximumLength} characters.`);
  }
  const url = new URL(uri);
  // A fragment never reaches a server. With a wildcard, codes could go to a subdomain that an attacker has
  // taken over.
  if (uri.includes("#") || uri.includes("*")) {
    throw badRequest(`The redirect URI '${uri}' must contain neither a fragment nor a wildcard.`);
  }
  // A script in place of an address would run in the page that contains the link.
  if (["javascript:", "data:", "vbscript:", "file:"].includes(url.protocol)) {
    throw badRequest(`The redirect URI '${uri}' has a scheme that is not allowed.`);
  }
  return url;
}

function assertWebAddress(uri: string): void {
  const { protocol, hostname } = assertAddress(uri);
  const isLoopback = hostname === "localhost" || hostname === "127.0.0.1";
  if (protocol === "https:" || (protocol === "http:" && isLoopback)) return;
  // With http, the code is sent unencrypted over the network.
  throw badRequest(`The redirect URI '${uri}' must start with 'https' or 'http://localhost'.`);
}

/** A client can be authorized only for existing scopes. Entra's message for this refusal is unconfirmed. */
function assertPreAuthorizedScopes({ api }: Application): void {
  const known = new Set(api.oauth2PermissionScopes.map(({ id }) => id));
  for (const { appId, delegatedPermissionIds } of api.preAuthorizedApplications ?? []) {
    const unknown = delegatedPermissionIds.find((id) => !known.has(id));
    if (unknown === undefined) continue;
    throw badRequest(
      `Property api.preAuthorizedApplications: the permission '${unknown}' of the client '${appId}' is no scope of this application.`,
    );
  }
}

function assertUnique(property: string, items: readonly { id: string; value: string }[]): void {
  for (const key of ["id", "value"] as const) {
    const values = items.map((item) => item[key]);
    if (new Set(values).size !== values.length) {
      throw badRequest(`Property ${property} contains two entries with the same ${key}.`);
    }
  }
}

/**
 * An enabled role or scope cannot be removed: users or applications may have it.
 * @throws GraphError 400
 */
export function assertNoneLost(
  before: readonly { id: string; isEnabled: boolean }[],
  after: readonly { id: string }[],
): void {
  const isLost = before.some(({ id, isEnabled }) => isEnabled && !after.some((item) => item.id === id));
  if (!isLost) return;
  throw new GraphError(
    400,
    "CannotDeleteOrUpdateEnabledEntitlement",
    "Permission (scope or role) cannot be deleted or updated unless disabled first.",
  );
}
