const microsoftGraph = "00000003-0000-0000-c000-000000000000";
const userRead = "e1fe6dd8-ba31-4d61-89e7-88639da4683d";

interface WithPermissions {
  requiredResourceAccess: readonly {
    resourceAppId: string;
    resourceAccess: readonly { id: string; type: string }[];
  }[];
}

/** Whether the application lists the delegated permission User.Read of Microsoft Graph, and nothing besides. */
export function asksForUserReadOnly(application: WithPermissions | undefined): boolean {
  const asked = application?.requiredResourceAccess.flatMap(({ resourceAppId, resourceAccess }) =>
    resourceAccess.map(({ id, type }) => `${resourceAppId} ${id} ${type}`),
  );
  return asked?.join() === `${microsoftGraph} ${userRead} Scope`;
}
