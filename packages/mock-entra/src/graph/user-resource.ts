import type { User } from "../directory/types.ts";
import type { Exchange } from "../http/exchange.ts";
import { accessDenied, type GraphCaller } from "./authenticate.ts";
import { type Resource, type ResourceType, selectedProperties } from "./select.ts";

/** The properties of a user that Graph returns without `$select`. */
const defaultProperties = [
  "businessPhones",
  "displayName",
  "givenName",
  "jobTitle",
  "mail",
  "mobilePhone",
  "officeLocation",
  "preferredLanguage",
  "surname",
  "userPrincipalName",
  "id",
] as const satisfies readonly (keyof User)[];

const userProperties = [
  ...defaultProperties,
  "department",
  "accountEnabled",
  "userType",
  "createdDateTime",
] as const;
export type UserProperty = (typeof userProperties)[number];

export const userType: ResourceType<UserProperty> = {
  name: "user",
  properties: userProperties,
  shown: defaultProperties,
};

/** @see https://learn.microsoft.com/graph/permissions-reference#userreadbasicall */
const basicProperties = new Set<UserProperty>([
  "displayName",
  "givenName",
  "id",
  "mail",
  "surname",
  "userPrincipalName",
]);

/** How much of a user the caller may see. */
export type Visibility = "full" | "basic";

const readsAll = new Set(["User.Read.All", "Directory.Read.All"]);

/**
 * How much of other users the token shows.
 * @throws GraphError 403 if it shows nothing
 * @see https://learn.microsoft.com/graph/api/user-list#permissions
 */
export function visibilityOfOthers({ permissions }: GraphCaller): Visibility {
  if (permissions.some((permission) => readsAll.has(permission))) return "full";
  if (permissions.includes("User.ReadBasic.All")) return "basic";
  throw accessDenied();
}

export function isVisible(property: UserProperty, visibility: Visibility): boolean {
  return visibility === "full" || basicProperties.has(property);
}

export function isUserProperty(name: string): name is UserProperty {
  return userProperties.some((property) => property === name);
}

/** Properties that the caller may not see look empty (unconfirmed). */
export function userFields(
  user: User,
  properties: readonly UserProperty[],
  visibility: Visibility,
): Record<string, unknown> {
  return Object.fromEntries(
    properties.map((property) => [
      property,
      isVisible(property, visibility)
        ? (propertyOf(user, property) ?? null)
        : property === "businessPhones"
          ? []
          : null,
    ]),
  );
}

/** A record without `userType` is that of a member. */
export function propertyOf<Property extends UserProperty>(
  user: User,
  property: Property,
): Exclude<User, "userType">[Property] | "Member" {
  return property === "userType" && user.userType === undefined ? "Member" : user[property];
}

/** A user with the properties of `$select`. @throws GraphError 400 for a property that users do not have */
export function selectedUser(exchange: Exchange, user: User, visibility: Visibility): Resource {
  return userFields(user, selectedProperties(exchange, userType), visibility);
}
