import { z } from "zod";
import type {
  Application,
  AppRole,
  FederatedIdentityCredential,
  KeyCredential,
  PasswordCredential,
  PermissionScope,
  PreAuthorizedApplication,
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
  adminConsentDescription: z.exactOptional(z.string()),
  userConsentDisplayName: z.exactOptional(z.string().nullable()),
  userConsentDescription: z.exactOptional(z.string().nullable()),
  isEnabled: z.boolean().default(true),
});

/** With or without an offset: ISO 8601, as Graph writes it. */
const dateTime = z.iso.datetime({ offset: true });

const passwordCredentialSchema: z.ZodType<PasswordCredential> = z.strictObject({
  keyId: z.guid(),
  displayName: z.string(),
  startDateTime: z.exactOptional(dateTime),
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
const webPlatform = z
  .strictObject({
    redirectUris: z.array(z.string()),
    logoutUrl: z.exactOptional(z.string().nullable()),
    homePageUrl: z.exactOptional(z.string().nullable()),
    implicitGrantSettings: z.exactOptional(
      z.strictObject({ enableAccessTokenIssuance: z.boolean(), enableIdTokenIssuance: z.boolean() }),
    ),
  })
  .default({ redirectUris: [] });
export const optionalClaimSchema = z.strictObject({
  name: z.string(),
  source: z.exactOptional(z.string().nullable()),
  essential: z.exactOptional(z.boolean()),
  additionalProperties: z.exactOptional(z.array(z.string())),
});

export const preAuthorizedApplicationSchema: z.ZodType<PreAuthorizedApplication> = z.strictObject({
  appId: z.guid(),
  delegatedPermissionIds: z.array(z.guid()),
});

export const requiredResourceAccessSchema = z.strictObject({
  resourceAppId: z.guid(),
  resourceAccess: z.array(z.strictObject({ id: z.guid(), type: z.enum(["Scope", "Role"]) })),
});

export const signInAudienceSchema = z.enum([
  "AzureADMyOrg",
  "AzureADMultipleOrgs",
  "AzureADandPersonalMicrosoftAccount",
  "PersonalMicrosoftAccount",
]);

export const groupMembershipClaimsSchema = z
  .enum(["None", "SecurityGroup", "ApplicationGroup", "All"])
  .nullable();

export const applicationSchema: z.ZodType<Application> = z.strictObject({
  id: z.guid(),
  appId: z.guid(),
  displayName: z.string(),
  createdDateTime: z.exactOptional(dateTime),
  description: z.exactOptional(z.string().nullable()),
  notes: z.exactOptional(z.string().nullable()),
  tags: z.exactOptional(z.array(z.string())),
  owners: z.exactOptional(z.array(z.guid())),
  signInAudience: signInAudienceSchema.default("AzureADMyOrg"),
  identifierUris: z.array(z.string()).default([]),
  isFallbackPublicClient: z.boolean().default(false),
  web: webPlatform,
  spa: platform,
  publicClient: platform,
  requiredResourceAccess: z.array(requiredResourceAccessSchema).default([]),
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
      preAuthorizedApplications: z.exactOptional(z.array(preAuthorizedApplicationSchema)),
      knownClientApplications: z.exactOptional(z.array(z.guid())),
    })
    .default({ requestedAccessTokenVersion: null, oauth2PermissionScopes: [] }),
  optionalClaims: z
    .strictObject({
      idToken: z.array(optionalClaimSchema).default([]),
      accessToken: z.exactOptional(z.array(optionalClaimSchema)),
    })
    .default({ idToken: [] }),
  groupMembershipClaims: groupMembershipClaimsSchema.default(null),
});
