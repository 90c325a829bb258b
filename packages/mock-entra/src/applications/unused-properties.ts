import { badRequest } from "./refusals.ts";

/** Only Entra sets them. An exported manifest contains them, but an import ignores them. */
const readOnly = new Set([
  "id",
  "appId",
  "createdDateTime",
  "deletedDateTime",
  "publisherDomain",
  "disabledByMicrosoftStatus",
  "certification",
  "verifiedPublisher",
  "applicationTemplateId",
  "federatedIdentityCredentials",
  "@odata.context",
]);

/** Properties of the real resource that have no effect here, with their initial values. */
export const unusedProperties = {
  addIns: [],
  authenticationBehaviors: null,
  defaultRedirectUri: null,
  info: {
    logoUrl: null,
    marketingUrl: null,
    privacyStatementUrl: null,
    supportUrl: null,
    termsOfServiceUrl: null,
  },
  isDeviceOnlyAuthSupported: null,
  nativeAuthenticationApisEnabled: null,
  oauth2RequirePostResponse: false,
  parentalControlSettings: { countriesBlockedForMinors: [], legalAgeGroupRule: "Allow" },
  requestSignatureVerification: null,
  samlMetadataUrl: null,
  serviceManagementReference: null,
  servicePrincipalLockConfiguration: null,
  tokenEncryptionKeyId: null,
  uniqueName: null,
} as const;

const unusedInParts: Record<string, readonly string[]> = {
  web: ["redirectUriSettings"],
  api: ["acceptMappedClaims"],
};

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Empty, or the value that Entra sets. */
function isUntouched(value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === "Allow" || value === "")
    return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.values(value).every((part) => isUntouched(part));
}

/**
 * The body without the properties that the mock does not use.
 * @throws GraphError 400 for a setting that has an effect in Entra but not in the mock: it must not be
 * ignored silently
 */
export function withoutUnusedProperties(body: unknown): unknown {
  if (!isObject(body)) return body;
  const kept = Object.entries(body).filter(([name]) => !readOnly.has(name));
  return Object.fromEntries(
    kept.flatMap(([name, value]) => {
      if (name in unusedProperties) return dropUntouched(name, value);
      return [[name, name in unusedInParts ? withoutUnusedParts(name, value) : withoutOrigin(name, value)]];
    }),
  );
}

function dropUntouched(name: string, value: unknown): [] {
  if (isUntouched(value)) return [];
  throw badRequest(`mock-entra does not act on '${name}', so it does not take a value for it. Leave it out.`);
}

function withoutUnusedParts(whole: string, value: unknown): unknown {
  if (!isObject(value)) return value;
  const unused = unusedInParts[whole] ?? [];
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, part]) => {
      if (unused.includes(name)) return dropUntouched(`${whole}.${name}`, isSettings(name) ? null : part);
      return [[name, withoutOrigin(name, part)]];
    }),
  );
}

/** Entra repeats the redirect URIs in it, each with an index. */
function isSettings(name: string): boolean {
  return name === "redirectUriSettings";
}

/** Graph adds `origin` to its answers and, in scopes, another name for it. It cannot be set. */
function withoutOrigin(name: string, value: unknown): unknown {
  if ((name !== "appRoles" && name !== "oauth2PermissionScopes") || !Array.isArray(value)) return value;
  return value.map((item: unknown) => {
    if (!isObject(item)) return item;
    const { origin: _origin, lang: _lang, ...rest } = item;
    return rest;
  });
}
