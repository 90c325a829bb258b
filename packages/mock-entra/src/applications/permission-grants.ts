import { createHash } from "node:crypto";
import { z } from "zod";
import type { DirectoryData, OAuth2PermissionGrant } from "../directory/types.ts";
import { GraphError } from "../graph/graph-error.ts";
import { shapeError } from "./application-body.ts";
import { remove } from "./delete-application.ts";
import { findPrincipalByKey } from "./find-application.ts";
import { badRequest, notFound } from "./refusals.ts";

const bodySchema = z.object({
  clientId: z.guid(),
  consentType: z.enum(["AllPrincipals", "Principal"]),
  principalId: z.guid().nullish(),
  resourceId: z.guid(),
  scope: z.string().default(""),
});

/** Graph's ids are opaque; here the same grant always has the same one. */
export function grantId({ clientId, resourceId, principalId }: OAuth2PermissionGrant): string {
  return createHash("sha256").update(`${clientId} ${resourceId} ${principalId}`).digest("base64url");
}

/**
 * Consents in an administrator's name.
 * @throws GraphError 400 or 404 for invalid values, 409 if there is such a grant: update that one
 * @see https://learn.microsoft.com/graph/api/oauth2permissiongrant-post
 */
export function addPermissionGrant(directory: DirectoryData, body: unknown): OAuth2PermissionGrant {
  const { data, error } = bodySchema.safeParse(body);
  if (error) throw shapeError(error);
  const { clientId, consentType, resourceId, scope } = data;
  const principalId = data.principalId ?? null;
  if ((consentType === "Principal") !== (principalId !== null)) {
    throw badRequest(
      "principalId is required for consentType 'Principal', and not allowed for 'AllPrincipals'.",
    );
  }
  findPrincipalByKey(directory, { id: clientId });
  findPrincipalByKey(directory, { id: resourceId });
  if (principalId !== null && !directory.users.some(({ id }) => id === principalId))
    throw notFound(principalId);
  const grant = { clientId, consentType, principalId, resourceId, scope: scope.trim() };
  if (directory.oauth2PermissionGrants.some((other) => grantId(other) === grantId(grant))) {
    throw new GraphError(409, "Request_MultipleObjectsWithSameKeyValue", "Permission entry already exists.");
  }
  directory.oauth2PermissionGrants.push(grant);
  return grant;
}

/** @throws GraphError 404 */
export function permissionGrantOf(directory: DirectoryData, id: string): OAuth2PermissionGrant {
  const found = directory.oauth2PermissionGrants.find((grant) => grantId(grant) === id);
  if (!found) throw notFound(id);
  return found;
}

export function removePermissionGrant(directory: DirectoryData, grant: OAuth2PermissionGrant): void {
  remove(directory.oauth2PermissionGrants, (other) => grantId(other) === grantId(grant));
}
