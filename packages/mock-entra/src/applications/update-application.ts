import type { Directory } from "../directory/directory.ts";
import type { Application, DirectoryData } from "../directory/types.ts";
import type { ApplicationBody } from "./application-body.ts";
import { assertNoneLost, assertRegistrable } from "./application-rules.ts";
import { keyCredentialsOf } from "./key-credentials.ts";
import { badRequest } from "./refusals.ts";

/**
 * Changes the record in place, and the copies in its service principal. If one value is refused, nothing
 * changes.
 * @throws GraphError 400
 */
export function updateApplication(
  directory: Directory,
  application: Application,
  body: ApplicationBody,
): void {
  const changed = applyBody(application, body);
  assertRegistrable(directory, changed, application);
  assertNoneLost(application.appRoles, changed.appRoles);
  assertNoneLost(application.api.oauth2PermissionScopes, changed.api.oauth2PermissionScopes);
  Object.assign(application, changed);
  repeatInServicePrincipal(directory, application);
}

/**
 * The application after the update. The parts of `web`, `spa`, `publicClient` and `api` are merged. Other
 * properties are replaced.
 */
export function applyBody(application: Application, body: ApplicationBody): Application {
  const {
    web,
    spa,
    publicClient,
    api,
    passwordCredentials,
    keyCredentials,
    isFallbackPublicClient,
    ...plain
  } = body;
  return {
    ...application,
    ...plain,
    ...(isFallbackPublicClient === undefined
      ? {}
      : { isFallbackPublicClient: isFallbackPublicClient ?? false }),
    web: { ...application.web, ...web },
    spa: { ...application.spa, ...spa },
    publicClient: { ...application.publicClient, ...publicClient },
    api: { ...application.api, ...api },
    ...(passwordCredentials ? { passwordCredentials: keptSecrets(application, passwordCredentials) } : {}),
    ...(keyCredentials ? { keyCredentials: keyCredentialsOf(application, keyCredentials) } : {}),
  };
}

/** An update can remove secrets. Only `addPassword` makes one, so that no user chooses a weak secret. */
function keptSecrets(
  { passwordCredentials }: Application,
  wanted: readonly { keyId?: string | null | undefined }[],
): Application["passwordCredentials"] {
  const isNew = wanted.some(({ keyId }) => !passwordCredentials.some((known) => known.keyId === keyId));
  if (isNew) throw badRequest("New password credentials must be generated using service actions.");
  return passwordCredentials.filter((known) => wanted.some(({ keyId }) => keyId === known.keyId));
}

function repeatInServicePrincipal(
  { servicePrincipals }: DirectoryData,
  { appId, displayName, identifierUris, appRoles, api }: Application,
): void {
  for (const principal of servicePrincipals.filter((candidate) => candidate.appId === appId)) {
    principal.displayName = displayName;
    principal.servicePrincipalNames = [appId, ...identifierUris];
    principal.appRoles = appRoles;
    principal.oauth2PermissionScopes = api.oauth2PermissionScopes;
  }
}
