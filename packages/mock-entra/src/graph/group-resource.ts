import type { Group } from "../directory/types.ts";
import type { GraphCaller } from "./authenticate.ts";
import type { Resource, ResourceType } from "./select.ts";

const groupProperties = [
  "id",
  "createdDateTime",
  "description",
  "displayName",
  "mail",
  "mailEnabled",
  "mailNickname",
  "securityEnabled",
] as const satisfies readonly (keyof Group)[];

export type GroupProperty = (typeof groupProperties)[number];

export const groupType: ResourceType<GroupProperty> = {
  name: "group",
  properties: groupProperties,
  shown: groupProperties,
};

/** Each of them gives access to groups and their members. */
export const groupReaders: readonly string[] = [
  "GroupMember.Read.All",
  "Group.Read.All",
  "Directory.Read.All",
];

/** Whether the token shows the name of a group, and not only that it exists. */
export function mayReadGroups({ permissions }: GraphCaller): boolean {
  return permissions.some((permission) => groupReaders.includes(permission));
}

/**
 * Without a permission for groups, only the id has a value.
 * @see https://learn.microsoft.com/graph/permissions-overview#limited-information-returned-for-inaccessible-member-objects
 */
export function groupFields(
  group: Group,
  properties: readonly GroupProperty[],
  isReadable: boolean,
): Resource {
  return Object.fromEntries(
    properties.map((property) => [
      property,
      isReadable || property === "id" ? (group[property] ?? null) : null,
    ]),
  );
}
