import { unusedProperties } from "../applications/unused-properties.ts";
import type { Application, PasswordCredential } from "../directory/types.ts";
import type { Exchange } from "../http/exchange.ts";
import { type Resource, selectionOf } from "./select.ts";

/**
 * An application as Graph shows it: without secrets, and with certificates only for `$select=keyCredentials`.
 * @see https://learn.microsoft.com/graph/api/resources/application
 */
export function applicationResource(exchange: Exchange, application: Application): Resource {
  const isAskedFor = selectionOf(exchange)?.includes("keyCredentials") ?? false;
  return describeApplication(application, exchange.state.directory.tenant.defaultDomain, isAskedFor);
}

/** @param withKeys the certificates' own text too, as a manifest has it */
export function describeApplication(
  application: Application,
  publisherDomain: string,
  withKeys: boolean,
): Resource {
  const { owners: _owners, federatedIdentityCredentials: _credentials, ...plain } = application;
  return {
    ...plain,
    ...unusedProperties,
    createdDateTime: application.createdDateTime ?? null,
    deletedDateTime: null,
    description: application.description ?? null,
    notes: application.notes ?? null,
    tags: application.tags ?? [],
    publisherDomain,
    web: {
      homePageUrl: null,
      logoutUrl: null,
      implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false },
      ...application.web,
    },
    api: {
      acceptMappedClaims: null,
      knownClientApplications: [],
      preAuthorizedApplications: [],
      ...application.api,
    },
    appRoles: application.appRoles.map((role) => Object.assign({ origin: "Application" }, role)),
    passwordCredentials: application.passwordCredentials.map((credential) => secretResource(credential)),
    keyCredentials: application.keyCredentials.map(({ key, ...rest }) =>
      Object.assign(rest, { key: withKeys ? key : null }),
    ),
  };
}

/** Only the first three characters of the secret are shown, to distinguish secrets. */
export function secretResource({
  keyId,
  displayName,
  startDateTime,
  endDateTime,
  secretText,
}: PasswordCredential): Resource {
  return {
    customKeyIdentifier: null,
    displayName,
    endDateTime,
    hint: hintOf(secretText),
    keyId,
    secretText: null,
    startDateTime: startDateTime ?? null,
  };
}

export function hintOf(secretText: string): string {
  return secretText.slice(0, 3);
}
