import type { Application, DirectoryData, ServicePrincipal } from "../directory/types.ts";
import { notFound } from "./refusals.ts";

/** By object id, or by `appId` if the address says so. @throws GraphError 404 */
export function findApplicationByKey(
  { applications }: DirectoryData,
  key: { id: string } | { appId: string },
): Application {
  const found = applications.find((application) =>
    "id" in key ? application.id === key.id : application.appId === key.appId,
  );
  if (!found) throw notFound("id" in key ? key.id : key.appId);
  return found;
}

/** The record itself, not a copy with the application's settings in it. @throws GraphError 404 */
export function findPrincipalByKey(
  { servicePrincipals }: DirectoryData,
  key: { id: string } | { appId: string },
): ServicePrincipal {
  const found = servicePrincipals.find((principal) =>
    "id" in key ? principal.id === key.id : principal.appId === key.appId,
  );
  if (!found) throw notFound("id" in key ? key.id : key.appId);
  return found;
}
