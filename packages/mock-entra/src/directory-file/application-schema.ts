import { z } from "zod";
import type {
  Application,
  AppRole,
  FederatedIdentityCredential,
  KeyCredential,
  PasswordCredential,
  PermissionScope,
} from "../directory/types.ts";

export const appRoleSchema: z.ZodType<AppRole> = z.strictObject({
  id: z.guid(),
  allowedMemberTypes: z.array(z.enum(["User", "Application"])),
  displayName: z.string(),
  description: z.string(),
  isEnabled: z.boolean().default(true),
  value: z.string(),
});

export const permissionScopeSchema: z.ZodType<PermissionScope> = z.strictObject({
  id: z.guid(),
  value: z.string(),
  type: z.enum(["User", "Admin"]),
  adminConsentDisplayName: z.string(),
  isEnabled: z.boolean().default(true),
});

/** With or without an offset: ISO 8601, as Graph writes it. */
const dateTime = z.iso.datetime({ offset: true });

const passwordCredentialSchema: z.ZodType<PasswordCredential> = z.strictObject({
  keyId: z.guid(),
  displayName: z.string(),
  endDateTime: dateTime,
  secretText: z.string().min(1),
});

const keyCredentialSchema: z.ZodType<KeyCredential> = z.strictObject({
  keyId: z.guid(),
  displayName: z.string(),
  type: z.literal("AsymmetricX509Cert"),
  usage: z.literal("Verify"),
  startDateTime: dateTime,
  endDateTime: dateTime,
  customKeyIdentifier: z.string(),
  key: z.string(),
});

const federatedIdentityCredentialSchema: z.ZodType<FederatedIdentityCredential> = z.strictObject({
  id: z.guid(),
  name: z.string(),
  issuer: z.string(),
  subject: z.string(),
  audiences: z.array(z.string()),
  description: z.string().nullable().default(null),
});

const platform = z.strictObject({ redirectUris: z.array(z.string()) }).default({ redirectUris: [] });
const optionalClaim = z.strictObject({ name: z.string() });

const requiredResourceAccess = z.strictObject({
  resourceAppId: z.guid(),
  resourceAccess: z.array(z.strictObject({ id: z.guid(), type: z.enum(["Scope", "Role"]) })),
});

export const applicationSchema: z.ZodType<Application> = z.strictObject({
  id: z.guid(),
  appId: z.guid(),
  displayName: z.string(),
  signInAudience: z
    .enum([
      "AzureADMyOrg",
      "AzureADMultipleOrgs",
      "AzureADandPersonalMicrosoftAccount",
      "PersonalMicrosoftAccount",
    ])
    .default("AzureADMyOrg"),
  identifierUris: z.array(z.string()).default([]),
  isFallbackPublicClient: z.boolean().default(false),
  web: platform,
  spa: platform,
  publicClient: platform,
  requiredResourceAccess: z.array(requiredResourceAccess).default([]),
  appRoles: z.array(appRoleSchema).default([]),
  passwordCredentials: z.array(passwordCredentialSchema).default([]),
  keyCredentials: z.array(keyCredentialSchema).default([]),
  federatedIdentityCredentials: z.array(federatedIdentityCredentialSchema).default([]),
  api: z
    .strictObject({
      requestedAccessTokenVersion: z
        .union([z.literal(1), z.literal(2)])
        .nullable()
        .default(null),
      oauth2PermissionScopes: z.array(permissionScopeSchema).default([]),
    })
    .default({ requestedAccessTokenVersion: null, oauth2PermissionScopes: [] }),
  optionalClaims: z
    .strictObject({
      idToken: z.array(optionalClaim).default([]),
      accessToken: z.exactOptional(z.array(optionalClaim)),
    })
    .default({ idToken: [] }),
  groupMembershipClaims: z
    .enum(["None", "SecurityGroup", "ApplicationGroup", "All"])
    .nullable()
    .default(null),
});
