import { z } from "zod";
import type { ConditionalAccessPolicy } from "../directory/conditional-access-policy.ts";
import type {
  AppRoleAssignment,
  DirectoryRoleAssignment,
  OAuth2PermissionGrant,
} from "../directory/types.ts";
import { applicationSchema } from "./application-schema.ts";
import { groupSchema, servicePrincipalSchema, tenantSchema, userSchema } from "./principal-schemas.ts";

const appRoleAssignmentSchema: z.ZodType<AppRoleAssignment> = z.strictObject({
  principalId: z.guid(),
  resourceId: z.guid(),
  appRoleId: z.guid(),
});

const directoryRoleAssignmentSchema: z.ZodType<DirectoryRoleAssignment> = z.strictObject({
  principalId: z.guid(),
  roleDefinitionId: z.guid(),
});

const oauth2PermissionGrantSchema: z.ZodType<OAuth2PermissionGrant> = z.strictObject({
  clientId: z.guid(),
  consentType: z.enum(["AllPrincipals", "Principal"]),
  principalId: z.guid().nullable().default(null),
  resourceId: z.guid(),
  scope: z.string(),
});

const names = z.array(z.string()).default([]);

const conditionalAccessPolicySchema: z.ZodType<ConditionalAccessPolicy> = z.strictObject({
  id: z.guid(),
  displayName: z.string(),
  state: z.enum(["enabled", "disabled", "enabledForReportingButNotEnforced"]),
  conditions: z.strictObject({
    users: z.strictObject({
      includeUsers: names,
      excludeUsers: names,
      includeGroups: names,
      excludeGroups: names,
    }),
    applications: z.strictObject({
      includeApplications: names,
      includeAuthenticationContextClassReferences: names,
    }),
  }),
  grantControls: z.strictObject({
    operator: z.enum(["AND", "OR"]),
    builtInControls: z.array(z.enum(["mfa", "block"])),
  }),
});

function list<Item>(item: z.ZodType<Item>) {
  return z.array(item).default([]);
}

export const directoryFileSchema = z.strictObject({
  tenant: tenantSchema,
  users: list(userSchema),
  groups: list(groupSchema),
  applications: list(applicationSchema),
  servicePrincipals: list(servicePrincipalSchema),
  appRoleAssignments: list(appRoleAssignmentSchema),
  oauth2PermissionGrants: list(oauth2PermissionGrantSchema),
  directoryRoleAssignments: list(directoryRoleAssignmentSchema),
  conditionalAccessPolicies: list(conditionalAccessPolicySchema),
});
