import { isAdministrator } from "../directory/directory-roles.ts";
import type { Application, DirectoryData } from "../directory/types.ts";
import type { Exchange } from "../http/exchange.ts";
import { accessDenied, assertPermission, authenticateCaller, type GraphCaller } from "./authenticate.ts";

/**
 * Who may administer applications. A delegated permission never gives more rights than the user has: an
 * ordinary user manages their own applications, an administrator manages all.
 * @see https://learn.microsoft.com/graph/permissions-overview#effective-permissions
 */
const readers = [
  "Application.Read.All",
  "Application.ReadWrite.All",
  "Application.ReadWrite.OwnedBy",
  "Directory.Read.All",
];

/** @throws GraphError 401 or 403 */
export async function authenticateReader(exchange: Exchange): Promise<GraphCaller> {
  const caller = await authenticateCaller(exchange);
  assertPermission(caller, readers);
  return caller;
}

/**
 * For decisions of administrators: consent for all users, and role assignments. @throws GraphError 401 or 403
 */
export async function authenticateAdministrator(
  exchange: Exchange,
  permission: string,
): Promise<GraphCaller> {
  const caller = await authenticateCaller(exchange);
  assertPermission(caller, [permission]);
  if (caller.user && !isAdministrator(exchange.state.directory, caller.user.id)) throw accessDenied();
  return caller;
}

/** @throws GraphError 401 or 403 */
export async function authenticateCreator(exchange: Exchange): Promise<GraphCaller> {
  const caller = await authenticateCaller(exchange);
  assertMayAdminister(caller);
  return caller;
}

/** @throws GraphError 403 */
export function assertMayAdminister(caller: GraphCaller): void {
  assertPermission(caller, ["Application.ReadWrite.All", "Application.ReadWrite.OwnedBy"]);
}

/** Object id of the user, or of the application without a user. */
export function ownerIdOf(
  { servicePrincipals }: DirectoryData,
  { user, appId }: GraphCaller,
): string | undefined {
  return user?.id ?? servicePrincipals.find((principal) => principal.appId === appId)?.id;
}

/** @throws GraphError 403 for another user's application */
export function assertMayChange(
  directory: DirectoryData,
  caller: GraphCaller,
  application: Application | undefined,
): void {
  const owner = ownerIdOf(directory, caller);
  const isOwner = owner !== undefined && (application?.owners?.includes(owner) ?? false);
  if (isOwner) return;
  const mayChangeAll = caller.permissions.includes("Application.ReadWrite.All");
  const isPrivileged = caller.user === undefined || isAdministrator(directory, caller.user.id);
  if (!mayChangeAll || !isPrivileged) throw accessDenied();
}
