import type { DirectoryData, Group, ServicePrincipal, User } from "../directory/types.ts";
import type { Exchange } from "../http/exchange.ts";
import type { GraphCaller } from "./authenticate.ts";
import { collectionResponse } from "./collection.ts";
import { groupFields, groupType, mayReadGroups } from "./group-resource.ts";
import { type Resource, selectedProperties } from "./select.ts";
import { userFields, type UserProperty, userType, visibilityOfOthers } from "./user-resource.ts";

/** A member of a group, or a group. */
export type DirectoryObject =
  | { kind: "group"; group: Group }
  | { kind: "user"; user: User }
  | { kind: "servicePrincipal"; principal: ServicePrincipal };

export function groupObject(group: Group): DirectoryObject {
  return { kind: "group", group };
}

/** In the order of the ids, without those that are no longer in the directory. */
export function directoryObjectsOf(directory: DirectoryData, ids: readonly string[]): DirectoryObject[] {
  return ids.flatMap((id) => {
    const group = directory.groups.find((candidate) => candidate.id === id);
    if (group) return [groupObject(group)];
    const user = directory.users.find((candidate) => candidate.id === id);
    if (user) return [{ kind: "user" as const, user }];
    const principal = directory.servicePrincipals.find((candidate) => candidate.id === id);
    return principal ? [{ kind: "servicePrincipal" as const, principal }] : [];
  });
}

const principalProperties = ["id", "appId", "displayName", "servicePrincipalType"] as const;

/** All properties that `$select` may name in a list of all types. */
const everyProperty = [
  ...new Set<string>([...userType.properties, ...groupType.properties, ...principalProperties]),
];

/** `/microsoft.graph.group` after a list: only objects of this type. */
const cast = /\/microsoft\.graph\.(?<kind>group|user|servicePrincipal)(?:\/|$)/u;

/**
 * A list of directory objects. Each shows the properties of its type that the token allows. @throws
 * GraphError 400 or 501
 */
export function directoryObjectsResponse(
  exchange: Exchange,
  caller: GraphCaller,
  objects: readonly DirectoryObject[],
): Response {
  const kind = cast.exec(exchange.url.pathname)?.groups?.["kind"];
  return collectionResponse(exchange, {
    name: kind === undefined ? "directoryObjects" : `${kind}s`,
    items: objects.filter((object) => kind === undefined || object.kind === kind),
    resourceOf: (object) => objectResource(exchange, caller, object),
  });
}

function objectResource(exchange: Exchange, caller: GraphCaller, object: DirectoryObject): Resource {
  const named = new Set(
    selectedProperties(exchange, { name: "directoryObject", properties: everyProperty, shown: [] }),
  );
  const of = <Property extends string>(
    properties: readonly Property[],
    shown: readonly Property[],
  ): readonly Property[] => (named.size === 0 ? shown : properties.filter((property) => named.has(property)));
  return { "@odata.type": `#microsoft.graph.${object.kind}`, ...fieldsOf(caller, object, of) };
}

type Choose = <Property extends string>(
  properties: readonly Property[],
  shown: readonly Property[],
) => readonly Property[];

function fieldsOf(caller: GraphCaller, object: DirectoryObject, choose: Choose): Resource {
  if (object.kind === "group") {
    return groupFields(object.group, choose(groupType.properties, groupType.shown), mayReadGroups(caller));
  }
  if (object.kind === "user") {
    return memberFields(caller, object.user, choose(userType.properties, userType.shown));
  }
  const isReadable = caller.permissions.some((permission) => readsPrincipals.has(permission));
  return Object.fromEntries(
    choose(principalProperties, principalProperties).map((property) => [
      property,
      isReadable || property === "id" ? object.principal[property] : null,
    ]),
  );
}

const readsUsers = new Set(["User.Read.All", "User.ReadBasic.All", "Directory.Read.All"]);
const readsPrincipals = new Set(["Application.Read.All", "Directory.Read.All"]);

/** A token that can only read groups sees that there is a member, and nothing else. */
function memberFields(caller: GraphCaller, user: User, properties: readonly UserProperty[]): Resource {
  const isOneself = caller.user?.id === user.id;
  if (isOneself) return userFields(user, properties, "full");
  if (caller.permissions.some((permission) => readsUsers.has(permission))) {
    return userFields(user, properties, visibilityOfOthers(caller));
  }
  return Object.fromEntries(properties.map((property) => [property, property === "id" ? user.id : null]));
}
