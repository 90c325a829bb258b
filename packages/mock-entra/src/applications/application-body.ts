import { z } from "zod";
import {
  appRoleSchema,
  groupMembershipClaimsSchema,
  optionalClaimSchema,
  permissionScopeSchema,
  preAuthorizedApplicationSchema,
  requiredResourceAccessSchema,
  signInAudienceSchema,
} from "../directory-file/application-schema.ts";
import type { GraphError } from "../graph/graph-error.ts";
import { withoutUnusedProperties } from "./unused-properties.ts";
import { badRequest } from "./refusals.ts";

const names = z.array(z.string());
const text = z.string().nullable();
const platform = z.strictObject({ redirectUris: z.exactOptional(names) });

const webSchema = z.strictObject({
  redirectUris: z.exactOptional(names),
  logoutUrl: z.exactOptional(text),
  homePageUrl: z.exactOptional(text),
  implicitGrantSettings: z.exactOptional(
    z.strictObject({
      enableAccessTokenIssuance: z.boolean().default(false),
      enableIdTokenIssuance: z.boolean().default(false),
    }),
  ),
});

/**
 * `key` is the certificate in base64. Without it, the entry is a certificate that the application already
 * has.
 */
const keyCredentialSchema = z.object({
  keyId: z.guid().optional(),
  displayName: text.optional(),
  type: z.literal("AsymmetricX509Cert").optional(),
  usage: z.literal("Verify").optional(),
  key: text.optional(),
});

const optionalClaimsSchema = z.preprocess(
  (value) => value ?? {},
  z.object({
    idToken: z.array(optionalClaimSchema).default([]),
    accessToken: z.array(optionalClaimSchema).default([]),
  }),
);

const bodySchema = z.strictObject({
  displayName: z.exactOptional(z.string().trim().min(1).max(256)),
  description: z.exactOptional(text),
  notes: z.exactOptional(text),
  tags: z.exactOptional(names),
  signInAudience: z.exactOptional(signInAudienceSchema),
  identifierUris: z.exactOptional(names),
  isFallbackPublicClient: z.exactOptional(z.boolean().nullable()),
  web: z.exactOptional(webSchema),
  spa: z.exactOptional(platform),
  publicClient: z.exactOptional(platform),
  requiredResourceAccess: z.exactOptional(z.array(requiredResourceAccessSchema)),
  appRoles: z.exactOptional(z.array(appRoleSchema)),
  passwordCredentials: z.exactOptional(z.array(z.object({ keyId: z.guid().nullish() }))),
  keyCredentials: z.exactOptional(z.array(keyCredentialSchema)),
  api: z.exactOptional(
    z.strictObject({
      requestedAccessTokenVersion: z.exactOptional(z.union([z.literal(1), z.literal(2)]).nullable()),
      oauth2PermissionScopes: z.exactOptional(z.array(permissionScopeSchema)),
      preAuthorizedApplications: z.exactOptional(z.array(preAuthorizedApplicationSchema)),
      knownClientApplications: z.exactOptional(z.array(z.guid())),
    }),
  ),
  optionalClaims: z.exactOptional(optionalClaimsSchema),
  groupMembershipClaims: z.exactOptional(groupMembershipClaimsSchema),
});

/** The properties that a request sets. Other properties do not change. */
export type ApplicationBody = z.output<typeof bodySchema>;
export type KeyCredentialBody = z.output<typeof keyCredentialSchema>;

/**
 * The body of a create or an update.
 * @throws GraphError 400 for an unknown property, a read-only property, or an invalid value
 * @see https://learn.microsoft.com/graph/api/resources/application
 */
export function parseApplicationBody(body: unknown): ApplicationBody {
  const { data, error } = bodySchema.safeParse(withoutUnusedProperties(body));
  if (!error) return data;
  throw shapeError(error);
}

/** Graph's own message, if it is known. For a value of the wrong type, it is unconfirmed. */
export function shapeError({ issues: [issue] }: z.ZodError): GraphError {
  const path = issue?.path.join(".") ?? "";
  if (issue?.code === "unrecognized_keys") {
    return badRequest(`Invalid property '${issue.keys[0] ?? ""}'${path === "" ? "" : ` in '${path}'`}.`);
  }
  return badRequest(`Invalid value specified for property '${path || "body"}'. ${issue?.message ?? ""}.`);
}
