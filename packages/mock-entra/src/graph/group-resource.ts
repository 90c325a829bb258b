import type { Group } from "../directory/types.ts";
import type { GraphCaller } from "./authenticate.ts";
import { GraphError } from "./graph-error.ts";

const groupProperties = [
  "id",
  "description",
  "displayName",
  "mail",
  "mailEnabled",
  "mailNickname",
  "securityEnabled",
] as const satisfies readonly (keyof Group)[];

const readsGroups = new Set(["GroupMember.Read.All", "Group.Read.All", "Directory.Read.All"]);

/** Whether the token shows what a group is called, and not only that there is one. */
export function mayReadGroups({ permissions }: GraphCaller): boolean {
  return permissions.some((permission) => readsGroups.has(permission));
}

/** @throws GraphError 400 for a property that groups do not have */
export function selectedGroupProperties(select: string | null): readonly (typeof groupProperties)[number][] {
  return select === null || select.trim() === ""
    ? groupProperties
    : select.split(",").map((part) => {
        const name = part.trim();
        const property = groupProperties.find((known) => known === name);
        if (property) return property;
        throw new GraphError(
          400,
          "BadRequest",
          `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.directoryObject'.`,
        );
      });
}

/**
 * A group among directory objects. Without a permission for groups, only type and id are filled in.
 * @see https://learn.microsoft.com/graph/permissions-overview#limited-information-returned-for-inaccessible-member-objects
 */
export function groupFields(
  group: Group,
  properties: readonly (typeof groupProperties)[number][],
  isReadable: boolean,
): Record<string, unknown> {
  return {
    "@odata.type": "#microsoft.graph.group",
    ...Object.fromEntries(
      properties.map((property) => [property, isReadable || property === "id" ? group[property] : null]),
    ),
  };
}
