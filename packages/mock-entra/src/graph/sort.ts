import type { Exchange } from "../http/exchange.ts";
import { GraphError } from "./graph-error.ts";
import { isAdvanced } from "./query-options.ts";

/** A property for `$orderby`. */
interface SortKey<Item> {
  valueOf: (item: Item) => string | null | undefined;
  /** Only with ConsistencyLevel and $count. */
  isAdvanced?: true;
}

const clause = /^(?<property>\w+)(?: (?<direction>asc|desc))?$/u;

/**
 * `$orderby` by one property. Together with `$filter`, it is always an advanced query.
 * @throws GraphError 400 for another property, and for an advanced query that is not one
 * @see https://learn.microsoft.com/graph/aad-advanced-queries#support-for-sorting-by-properties-of-microsoft-entra-id-directory-objects
 */
export function sortBy<Item>(
  exchange: Exchange,
  keys: Readonly<Record<string, SortKey<Item>>>,
): (items: readonly Item[], orderBy: string) => Item[] {
  return (items, orderBy) => {
    const { property = "", direction } = clause.exec(orderBy.trim())?.groups ?? {};
    const key = Object.hasOwn(keys, property) ? keys[property] : undefined;
    const mustBeAdvanced = key?.isAdvanced === true || exchange.url.searchParams.has("$filter");
    if (!key || (mustBeAdvanced && !isAdvanced(exchange))) {
      throw new GraphError(400, "Request_UnsupportedQuery", "Sorting not supported for current query.");
    }
    const sign = direction === "desc" ? -1 : 1;
    const textOf = (item: Item): string => key.valueOf(item) ?? "";
    return items.toSorted((left, right) => sign * textOf(left).localeCompare(textOf(right), "en"));
  };
}
