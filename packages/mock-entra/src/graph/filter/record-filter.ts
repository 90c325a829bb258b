import { GraphError } from "../graph-error.ts";
import type { FilterValue } from "./comparisons.ts";
import { type Filter, parseFilter } from "./parse-filter.ts";

/** The properties for `$filter`, by name. */
export type FilterableFields = Readonly<Record<string, FilterValue>>;

/** `$filter` for resources that are the same for every caller. @throws GraphError 400 */
export function recordFilter<Item>(
  items: readonly Item[],
  fieldsOf: (item: Item) => FilterableFields,
): (filter: string, isAdvanced: boolean) => Filter<Item> {
  return (filter, isAdvanced) => {
    const [first] = items;
    if (first === undefined) return () => false;
    const known = Object.keys(fieldsOf(first));
    return parseFilter<Item>(filter, {
      isAdvanced,
      times: new Set(["createdDateTime"]),
      unsupported,
      valueOf: (property) => {
        if (!known.includes(property)) throw unsupported(property);
        return (item) => fieldsOf(item)[property] ?? null;
      },
    });
  };
}

function unsupported(field: string): GraphError {
  return new GraphError(
    400,
    "Request_UnsupportedQuery",
    `Unsupported or invalid query filter clause specified for property '${field}'.`,
  );
}
