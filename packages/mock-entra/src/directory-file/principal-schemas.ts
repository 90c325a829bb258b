import { z } from "zod";
import type { ProfilePhoto } from "../directory/profile-photo.ts";
import type { Group, ServicePrincipal, Tenant, User } from "../directory/types.ts";
import { appRoleSchema, permissionScopeSchema } from "./application-schema.ts";

const optionalText = z.string().nullable().default(null);

export const tenantSchema: z.ZodType<Tenant> = z.strictObject({
  id: z.guid(),
  displayName: z.string(),
  defaultDomain: z.string().min(1),
});

const photoSchema: z.ZodType<ProfilePhoto> = z.strictObject({
  contentType: z.enum(["image/jpeg", "image/png", "image/gif"]),
  width: z.int().positive(),
  height: z.int().positive(),
  content: z.base64().min(1),
});

export const userSchema: z.ZodType<User> = z.strictObject({
  id: z.guid(),
  userPrincipalName: z.string().includes("@"),
  displayName: z.string().nullable(),
  givenName: optionalText,
  surname: optionalText,
  mail: optionalText,
  jobTitle: optionalText,
  mobilePhone: optionalText,
  officeLocation: optionalText,
  preferredLanguage: optionalText,
  businessPhones: z.array(z.string()).default([]),
  department: optionalText,
  accountEnabled: z.boolean().default(true),
  createdDateTime: z.exactOptional(z.iso.datetime({ offset: true })),
  userType: z.exactOptional(z.enum(["Member", "Guest"])),
  isMfaRegistered: z.exactOptional(z.boolean()),
  photo: z.exactOptional(photoSchema),
  passwordProfile: z.strictObject({ password: z.string().min(1) }),
});

export const groupSchema: z.ZodType<Group> = z.strictObject({
  id: z.guid(),
  createdDateTime: z.exactOptional(z.iso.datetime({ offset: true })),
  displayName: z.string(),
  description: optionalText,
  mail: optionalText,
  mailEnabled: z.boolean().default(false),
  mailNickname: z.string(),
  securityEnabled: z.boolean().default(true),
  members: z.array(z.guid()),
});

export const servicePrincipalSchema: z.ZodType<ServicePrincipal> = z.strictObject({
  id: z.guid(),
  appId: z.guid(),
  displayName: z.string(),
  servicePrincipalType: z.enum(["Application", "ManagedIdentity"]).default("Application"),
  appRoleAssignmentRequired: z.boolean().default(false),
  alternativeNames: z.array(z.string()).default([]),
  servicePrincipalNames: z.array(z.string()),
  oauth2PermissionScopes: z.array(permissionScopeSchema).default([]),
  appRoles: z.array(appRoleSchema).default([]),
});
