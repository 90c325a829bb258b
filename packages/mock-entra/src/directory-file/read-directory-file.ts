import { randomUUID } from "node:crypto";
import { parseInput } from "../control/parse-input.ts";
import { microsoftGraph } from "../directory/microsoft-graph.ts";
import { servicePrincipalOf } from "../directory/seed-applications.ts";
import { tokenExchange } from "../directory/seed-workload-identities.ts";
import type { DirectoryData } from "../directory/types.ts";
import { assertReferences } from "./assert-references.ts";
import { directoryFileSchema } from "./directory-schema.ts";

/**
 * A whole directory out of a file's content. What it leaves out is empty, but for the tenant, which is then the seed's, and
 * for what is in every tenant: Microsoft Graph, and a service principal for every application.
 * @throws InvalidInputError that names each place, what was found and what was expected
 */
export function readDirectoryFile(file: unknown): DirectoryData {
  // A copy: what the schema fills in is shared between calls.
  const data: DirectoryData = structuredClone(parseInput(directoryFileSchema, file, "directory"));
  const expected = [
    microsoftGraph,
    tokenExchange,
    ...data.applications.map((application) => servicePrincipalOf(application, randomUUID())),
  ];
  for (const principal of expected) {
    const isPresent = data.servicePrincipals.some(({ appId }) => appId === principal.appId);
    if (!isPresent) data.servicePrincipals.push(structuredClone(principal));
  }
  assertReferences(data);
  return data;
}

/** Plain data, as `readDirectoryFile` takes it; passwords and secrets are in it, so that everybody can still sign in. */
export function writeDirectoryFile(data: DirectoryData): DirectoryData {
  return structuredClone({
    tenant: data.tenant,
    users: data.users,
    groups: data.groups,
    applications: data.applications,
    servicePrincipals: data.servicePrincipals,
    appRoleAssignments: data.appRoleAssignments,
    oauth2PermissionGrants: data.oauth2PermissionGrants,
    directoryRoleAssignments: data.directoryRoleAssignments,
    conditionalAccessPolicies: data.conditionalAccessPolicies,
  } satisfies Required<DirectoryData>);
}
