import type { Application, DirectoryData, ServicePrincipal } from "../directory/types.ts";

/** Deletes the application, its service principal and all its grants. The mock cannot restore it. */
export function deleteApplication(directory: DirectoryData, application: Application): void {
  for (const principal of directory.servicePrincipals.filter(({ appId }) => appId === application.appId)) {
    deleteServicePrincipal(directory, principal);
  }
  remove(directory.applications, (candidate) => candidate.id === application.id);
}

export function deleteServicePrincipal(directory: DirectoryData, { id }: ServicePrincipal): void {
  remove(directory.servicePrincipals, (principal) => principal.id === id);
  remove(directory.oauth2PermissionGrants, ({ clientId, resourceId }) => [clientId, resourceId].includes(id));
  remove(directory.appRoleAssignments, ({ principalId, resourceId }) =>
    [principalId, resourceId].includes(id),
  );
  remove(directory.directoryRoleAssignments, ({ principalId }) => principalId === id);
  for (const { members } of directory.groups) remove(members, (member) => member === id);
}

/** In place: other code has a reference to the list. */
export function remove<Item>(items: Item[], isGone: (item: Item) => boolean): void {
  items.splice(0, items.length, ...items.filter((item) => !isGone(item)));
}
