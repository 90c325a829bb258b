import type { User } from "../directory/types.ts";
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

const selectableProperties = [...defaultProperties, "department", "accountEnabled"] as const;

const isSelectable = (name: string): name is (typeof selectableProperties)[number] =>
  selectableProperties.some((property) => property === name);

/**
 * A user as Graph serves it, with the context that says which properties are in it.
 * @throws GraphError 400 for a property that users do not have
 */
export const userResource = (
  user: User,
  select: string | null,
  graphOrigin: string,
): Record<string, unknown> => {
  const properties = select === null || select.trim() === "" ? defaultProperties : parseSelect(select);
  const selection = properties === defaultProperties ? "" : `(${properties.join(",")})`;
  return {
    "@odata.context": `${graphOrigin}/v1.0/$metadata#users${selection}/$entity`,
    ...Object.fromEntries(properties.map((property) => [property, user[property]])),
  };
};

const parseSelect = (select: string): (typeof selectableProperties)[number][] =>
  select.split(",").map((part) => {
    const name = part.trim();
    if (isSelectable(name)) return name;
    throw new GraphError(
      400,
      "BadRequest",
      `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.user'.`,
    );
  });
