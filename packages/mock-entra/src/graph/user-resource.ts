import type { User } from "../directory/types.ts";
import { accessDenied, type GraphCaller } from "./authenticate.ts";
import { GraphError } from "./graph-error.ts";

/** What Graph returns of a user when nobody says `$select`. */
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

const userProperties = [...defaultProperties, "department", "accountEnabled"] as const;
export type UserProperty = (typeof userProperties)[number];

/** @see https://learn.microsoft.com/graph/permissions-reference#userreadbasicall */
const basicProperties = new Set<UserProperty>([
  "displayName",
  "givenName",
  "id",
  "mail",
  "surname",
  "userPrincipalName",
]);

/** How much of a user somebody may see. */
export type Visibility = "full" | "basic";

const readsAll = new Set(["User.Read.All", "Directory.Read.All"]);

/**
 * How much of other users the token shows.
 * @throws GraphError 403 when it shows nothing
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

/** @throws GraphError 400 for a property that users do not have */
export function selectedProperties(select: string | null): readonly UserProperty[] {
  return select === null || select.trim() === ""
    ? defaultProperties
    : select.split(",").map((part) => {
        const name = part.trim();
        if (isUserProperty(name)) return name;
        throw new GraphError(
          400,
          "BadRequest",
          `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.user'.`,
        );
      });
}

/** What may not be seen reads as if nobody had filled it in (unconfirmed). */
export function userFields(
  user: User,
  properties: readonly UserProperty[],
  visibility: Visibility,
): Record<string, unknown> {
  return Object.fromEntries(
    properties.map((property) => [
      property,
      isVisible(property, visibility) ? user[property] : property === "businessPhones" ? [] : null,
    ]),
  );
}

/** A single user, with the context that says which properties are in it. */
export function userResource(
  user: User,
  select: string | null,
  visibility: Visibility,
  graphOrigin: string,
): Record<string, unknown> {
  const properties = selectedProperties(select);
  return {
    "@odata.context": `${graphOrigin}/v1.0/$metadata#users${selectionOf(select, properties)}/$entity`,
    ...userFields(user, properties, visibility),
  };
}

/** The part of the context that names a selection. */
export function selectionOf(select: string | null, properties: readonly string[]): string {
  return select === null || select.trim() === "" ? "" : `(${properties.join(",")})`;
}
