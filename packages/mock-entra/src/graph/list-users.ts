import type { User } from "../directory/types.ts";
import type { Exchange } from "../http/exchange.ts";
import { accessDenied } from "./authenticate.ts";
import { collectionResponse } from "./collection.ts";
import { parseUserFilter } from "./filter/user-filter.ts";
import { parseSearch } from "./search.ts";
import { sortBy } from "./sort.ts";
import { isUserProperty, isVisible, selectedUser, userType, type Visibility } from "./user-resource.ts";

/**
 * The users of the tenant.
 * @throws GraphError 400, 403 or 501
 * @see https://learn.microsoft.com/graph/api/user-list
 */
export function listUsers(exchange: Exchange, visibility: Visibility): Response {
  return collectionResponse(exchange, {
    name: "users",
    items: exchange.state.directory.users,
    resourceOf: (user) => selectedUser(exchange, user, visibility),
    parseFilter: (filter, isAdvancedQuery) => parseUserFilter(filter, visibility, isAdvancedQuery),
    parseSearch: (search) => searchUsers(search, visibility),
    sort: sortBy<User>(exchange, {
      displayName: { valueOf: (user) => user.displayName },
      userPrincipalName: { valueOf: (user) => user.userPrincipalName },
      createdDateTime: { valueOf: (user) => user.createdDateTime, isAdvanced: true },
    }),
  });
}

/**
 * @throws GraphError 403 for a property that the token does not show: otherwise the result would reveal its
 * value (unconfirmed)
 */
function searchUsers(search: string, visibility: Visibility): (user: User) => boolean {
  const texts = userType.properties.filter(
    (name) =>
      name !== "businessPhones" &&
      name !== "accountEnabled" &&
      name !== "userType" &&
      name !== "createdDateTime",
  );
  const named = [...search.matchAll(/"(?<name>\w+):/gu)].map(({ groups }) => groups?.["name"] ?? "");
  if (named.some((name) => isUserProperty(name) && !isVisible(name, visibility))) throw accessDenied();
  const matches = parseSearch(search, texts);
  return (user) => matches(Object.fromEntries(texts.map((name) => [name, user[name]])));
}
