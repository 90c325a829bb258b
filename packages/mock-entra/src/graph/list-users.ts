import type { User } from "../directory/types.ts";
import type { Exchange } from "../http/exchange.ts";
import { GraphError } from "./graph-error.ts";
import { pageOf } from "./page-of.ts";
import { parseUserFilter } from "./user-filter.ts";
import { selectedProperties, selectionOf, userFields, type Visibility } from "./user-resource.ts";

/**
 * The users that `$filter` lets through, in the order of `$orderby`, a page at a time.
 * @throws GraphError 400 or 403
 * @see https://learn.microsoft.com/graph/api/user-list
 */
export function listUsers(exchange: Exchange, visibility: Visibility): Record<string, unknown> {
  const { searchParams } = exchange.url;
  const select = searchParams.get("$select");
  const properties = selectedProperties(select);
  const filter = searchParams.get("$filter");
  const matches = filter === null ? () => true : parseUserFilter(filter, visibility);
  const found = sortUsers(exchange, exchange.state.directory.users.filter(matches));
  const { items, nextLink } = pageOf(exchange, found);
  return {
    "@odata.context": `${exchange.origins.graph}/v1.0/$metadata#users${selectionOf(select, properties)}`,
    ...(isAdvanced(exchange) ? { "@odata.count": found.length } : {}),
    ...(nextLink === undefined ? {} : { "@odata.nextLink": nextLink }),
    value: items.map((user) => userFields(user, properties, visibility)),
  };
}

/**
 * Advanced queries have to be asked for; without the header, `$count` is passed over (unconfirmed).
 * @see https://learn.microsoft.com/graph/aad-advanced-queries
 */
function isAdvanced({ request, url }: Exchange): boolean {
  return (
    request.headers.get("consistencylevel")?.toLowerCase() === "eventual" &&
    url.searchParams.get("$count") === "true"
  );
}

const order = /^(?<property>displayName|userPrincipalName)(?: (?<direction>asc|desc))?$/u;

function sortUsers(exchange: Exchange, users: User[]): User[] {
  const { searchParams } = exchange.url;
  const orderBy = searchParams.get("$orderby");
  if (orderBy === null) return users;
  const { property, direction } = order.exec(orderBy)?.groups ?? {};
  const needsAdvanced = searchParams.has("$filter") && !isAdvanced(exchange);
  if (property === undefined || needsAdvanced) {
    throw new GraphError(400, "Request_UnsupportedQuery", "Sorting not supported for current query.");
  }
  const keyOf = (user: User): string =>
    (property === "displayName" ? user.displayName : user.userPrincipalName) ?? "";
  const sign = direction === "desc" ? -1 : 1;
  return users.toSorted((left, right) => sign * keyOf(left).localeCompare(keyOf(right), "en"));
}
