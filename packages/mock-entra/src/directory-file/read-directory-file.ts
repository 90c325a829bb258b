import { randomUUID } from "node:crypto";
import { InvalidInputError, parseInput } from "../control/parse-input.ts";
import { visualStudioCodePrincipal } from "../directory/visual-studio-code.ts";
import { isLoopbackUri } from "../directory/loopback-uri.ts";
import { microsoftGraph } from "../directory/microsoft-graph.ts";
import { servicePrincipalOf } from "../directory/seed-applications.ts";
import { tenant as seedTenant } from "../directory/seed-tenant.ts";
import { tokenExchange } from "../directory/seed-workload-identities.ts";
import type { DirectoryData, Tenant } from "../directory/types.ts";
import { assertReferences } from "./assert-references.ts";
import { directoryFileSchema } from "./directory-schema.ts";

/**
 * A whole directory from a file's content. Missing parts are empty, with two exceptions: without a tenant, it
 * is the given one; and every tenant has Microsoft Graph and a service principal for every application.
 * @throws InvalidInputError that names each place, what was found and what was expected
 */
export function readDirectoryFile(
  file: unknown,
  allowsLoopbackIdentifierUris: boolean,
  tenant: Tenant = seedTenant,
): DirectoryData {
  const data = parseDirectory(isRecord(file) ? { tenant, ...file } : file);
  const expected = [
    microsoftGraph,
    tokenExchange,
    visualStudioCodePrincipal,
    ...data.applications.map((application) => servicePrincipalOf(application, randomUUID())),
  ];
  for (const principal of expected) {
    const isPresent = data.servicePrincipals.some(({ appId }) => appId === principal.appId);
    if (!isPresent) data.servicePrincipals.push(structuredClone(principal));
  }
  assertConsistent(data, allowsLoopbackIdentifierUris);
  return data;
}

/**
 * The same for a complete file: a service principal that is not in it was deleted.
 * @throws InvalidInputError that names each place, what was found and what was expected
 */
export function readWholeDirectory(file: unknown, allowsLoopbackIdentifierUris: boolean): DirectoryData {
  const data = parseDirectory(file);
  assertConsistent(data, allowsLoopbackIdentifierUris);
  return data;
}

function isRecord(file: unknown): file is Readonly<Record<string, unknown>> {
  return typeof file === "object" && file !== null && !Array.isArray(file);
}

function parseDirectory(file: unknown): DirectoryData {
  // A copy, because the schema's default values are shared between calls.
  return structuredClone(parseInput(directoryFileSchema, file, "directory"));
}

function assertConsistent(data: DirectoryData, allowsLoopbackIdentifierUris: boolean): void {
  assertReferences(data);
  if (!allowsLoopbackIdentifierUris) assertNoLoopbackIdentifierUris(data);
}

/** @throws InvalidInputError with a line for each */
function assertNoLoopbackIdentifierUris({ applications }: DirectoryData): void {
  const problems = applications.flatMap(({ identifierUris }, index) =>
    identifierUris
      .filter((uri) => isLoopbackUri(uri))
      .map(
        (uri) =>
          `directory.applications[${index}].identifierUris: found "${uri}". Expected api://{appId} or an https address on a verified domain; loopback only with --allow-loopback-identifier-uris.`,
      ),
  );
  if (problems.length > 0) throw new InvalidInputError(problems.join("\n"));
}

/**
 * Plain data for `readDirectoryFile`. It contains passwords and secrets, so that all users can still sign in.
 */
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
