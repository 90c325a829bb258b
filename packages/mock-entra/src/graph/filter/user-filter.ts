import type { User } from "../../directory/types.ts";
import { accessDenied } from "../authenticate.ts";
import { GraphError } from "../graph-error.ts";
import {
  isUserProperty,
  isVisible,
  propertyOf,
  type UserProperty,
  type Visibility,
} from "../user-resource.ts";
import { type Filter, parseFilter } from "./parse-filter.ts";

/**
 * `$filter` on users.
 * @throws GraphError 400, or 403 for a property that the token does not show: otherwise the result would
 * reveal its value (unconfirmed)
 */
export function parseUserFilter(filter: string, visibility: Visibility, isAdvanced: boolean): Filter<User> {
  return parseFilter<User>(filter, {
    isAdvanced,
    times: new Set(["createdDateTime"]),
    unsupported,
    valueOf: (name) => {
      const property = knownProperty(name, visibility);
      if (advancedOnly.has(property) && !isAdvanced) throw unsupported(name);
      return (user) => propertyOf(user, property) ?? null;
    },
  });
}

/** @see https://learn.microsoft.com/graph/aad-advanced-queries#user-properties */
const advancedOnly: ReadonlySet<UserProperty> = new Set([
  "mobilePhone",
  "officeLocation",
  "preferredLanguage",
]);

/** @throws GraphError 400 or 403 */
function knownProperty(name: string, visibility: Visibility): Exclude<UserProperty, "businessPhones"> {
  if (!isUserProperty(name)) {
    throw new GraphError(
      400,
      "BadRequest",
      `Invalid filter clause: Could not find a property named '${name}' on type 'microsoft.graph.user'.`,
    );
  }
  if (name === "businessPhones") throw unsupported(name);
  if (!isVisible(name, visibility)) throw accessDenied();
  return name;
}

function unsupported(name: string): GraphError {
  return new GraphError(
    400,
    "Request_UnsupportedQuery",
    `Unsupported or invalid query filter clause specified for property '${name}' of resource 'User'.`,
  );
}
