import type { Group } from "../directory/types.ts";
import { decodeSegment } from "../http/decode-segment.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Origins } from "../origins.ts";
import { findUserOfPath } from "./addressed-user.ts";
import { assertPermission, type GraphCaller } from "./authenticate.ts";
import { resourceMissing } from "./graph-error.ts";
import { groupReaders } from "./group-resource.ts";

/** The object whose memberships are requested. */
export interface Member {
  id: string;
  kind: "oneself" | "user" | "group" | "servicePrincipal";
}

/** The permission for each kind of member. */
export type MembershipPermissions = Record<Member["kind"], readonly string[]>;

const principalReaders = ["Application.Read.All", "Directory.Read.All"];

/**
 * The groups of a member.
 * @see https://learn.microsoft.com/graph/api/user-list-memberof#permissions
 */
export const memberOfPermissions: MembershipPermissions = {
  oneself: ["User.Read", "User.Read.All", ...groupReaders],
  user: ["User.Read.All", ...groupReaders],
  group: groupReaders,
  servicePrincipal: principalReaders,
};

/**
 * Their ids.
 * @see https://learn.microsoft.com/graph/api/directoryobject-getmemberobjects#permissions
 */
export const memberObjectsPermissions: MembershipPermissions = {
  oneself: ["User.Read", "User.Read.All", "Directory.Read.All"],
  user: ["User.Read.All", "Directory.Read.All"],
  group: groupReaders,
  servicePrincipal: principalReaders,
};

/** `/me/…`, `/users/{id}/…`, `/groups/{id}/…`, `/servicePrincipals/{id}/…`, and with `directoryObjects` any of them by id. */
export function memberUrls(...paths: string[]): (origins: Origins) => string[] {
  const members = ["/me", "/users/:id", "/groups/:id", "/servicePrincipals/:id", "/directoryObjects/:id"];
  return ({ graph }) => members.flatMap((member) => paths.map((path) => `${graph}/v1.0${member}${path}`));
}

/** @throws GraphError 403 without a permission for this kind of member, 404 if it does not exist */
export function addressedMember(
  exchange: Exchange,
  caller: GraphCaller,
  permissions: MembershipPermissions,
): Member {
  const [, , collection = "", id = ""] = exchange.url.pathname.split("/");
  // Before the look-up: callers without the permission do not learn who exists.
  assertPermission(caller, Object.values(permissions).flat());
  const member = findMember(exchange, caller, collection, decodeSegment(id));
  assertPermission(caller, permissions[member.kind]);
  return member;
}

function findMember(exchange: Exchange, caller: GraphCaller, collection: string, id: string): Member {
  const { groups, servicePrincipals, users } = exchange.state.directory;
  const isAny = collection === "directoryObjects";
  if (collection === "me" || collection === "users" || (isAny && users.some((user) => user.id === id))) {
    const user = findUserOfPath(exchange, caller);
    return { id: user.id, kind: user.id === caller.user?.id ? "oneself" : "user" };
  }
  const isGroup = (collection === "groups" || isAny) && groups.some((group) => group.id === id);
  const isPrincipal =
    (collection === "servicePrincipals" || isAny) &&
    servicePrincipals.some((principal) => principal.id === id);
  if (isGroup || isPrincipal) return { id, kind: isGroup ? "group" : "servicePrincipal" };
  throw resourceMissing(id);
}

/** The group of `/groups/{id}`. @throws GraphError 404 */
export function addressedGroup({ url, state }: Exchange): Group {
  const id = url.pathname.split("/")[3] ?? "";
  const group = state.directory.groups.find((candidate) => candidate.id === id);
  if (!group) throw resourceMissing(id);
  return group;
}
