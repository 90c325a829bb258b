import { InvalidInputError } from "../control/parse-input.ts";
import type { DirectoryData } from "../directory/types.ts";

interface Reference {
  path: string;
  id: string;
  expected: string;
  known: ReadonlySet<string>;
}

/**
 * A reference to a missing object would silently have no effect.
 * @throws InvalidInputError with a line for every such reference, and for every name that is used twice
 */
export function assertReferences(data: DirectoryData): void {
  const dangling = referencesOf(data)
    .filter(({ id, known }) => !known.has(id))
    .map(({ path, id, expected }) => `directory.${path}: found "${id}". Expected ${expected}.`);
  const problems = [...dangling, ...sharedNames(data)];
  if (problems.length > 0) throw new InvalidInputError(problems.join("\n"));
}

function idsOf(records: readonly { id: string }[]): string[] {
  return records.map(({ id }) => id);
}

function referencesOf(data: DirectoryData): Reference[] {
  const users = new Set(idsOf(data.users));
  const resources = new Set(idsOf(data.servicePrincipals));
  const principals = new Set([...users, ...resources, ...idsOf(data.groups)]);
  const user = { expected: "the id of a user", known: users };
  const resource = { expected: "the id of a service principal", known: resources };
  const principal = { expected: "the id of a user, group or service principal", known: principals };
  return [
    ...data.groups.flatMap(({ members }, index) =>
      members.map((id, member) => ({ path: `groups[${index}].members[${member}]`, id, ...principal })),
    ),
    ...data.appRoleAssignments.flatMap(({ principalId, resourceId }, index) => [
      { path: `appRoleAssignments[${index}].principalId`, id: principalId, ...principal },
      { path: `appRoleAssignments[${index}].resourceId`, id: resourceId, ...resource },
    ]),
    ...data.oauth2PermissionGrants.flatMap(({ clientId, resourceId, principalId }, index) => [
      { path: `oauth2PermissionGrants[${index}].clientId`, id: clientId, ...resource },
      { path: `oauth2PermissionGrants[${index}].resourceId`, id: resourceId, ...resource },
      ...(principalId === null
        ? []
        : [{ path: `oauth2PermissionGrants[${index}].principalId`, id: principalId, ...user }]),
    ]),
    ...data.directoryRoleAssignments.map(({ principalId }, index) => ({
      path: `directoryRoleAssignments[${index}].principalId`,
      id: principalId,
      ...principal,
    })),
  ];
}

function sharedNames({ users, applications }: DirectoryData): string[] {
  return [
    ...repeated(
      "users",
      "userPrincipalName",
      users.map(({ userPrincipalName }) => userPrincipalName),
    ),
    ...repeated(
      "applications",
      "appId",
      applications.map(({ appId }) => appId),
    ),
  ];
}

function repeated(collection: string, field: string, values: readonly string[]): string[] {
  const lower = values.map((value) => value.toLowerCase());
  return lower.flatMap((value, index) =>
    lower.indexOf(value) === index
      ? []
      : [`directory.${collection}[${index}].${field}: found "${values[index]}" twice. Expected each once.`],
  );
}
