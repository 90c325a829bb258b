import type { DirectoryData } from "./types.ts";

/**
 * Global Administrator: the same id in every tenant.
 * @see https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference
 */
export const globalAdministratorRoleId = "62e90394-69f5-4237-9190-012177145e10";

/** May consent for the whole organization. */
export function isAdministrator(directory: DirectoryData, userId: string): boolean {
  return directory.directoryRoleAssignments.some(
    ({ principalId, roleDefinitionId }) =>
      principalId === userId && roleDefinitionId === globalAdministratorRoleId,
  );
}
