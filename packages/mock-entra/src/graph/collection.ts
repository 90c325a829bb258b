import type { Exchange } from "../http/exchange.ts";
import { GraphError } from "./graph-error.ts";
import { pageOf } from "./page-of.ts";
import { type FilterableFields, parseRecordFilter } from "./record-filter.ts";

/** A resource as Graph writes it. */
export type Resource = Readonly<Record<string, unknown>>;

export interface Collection<Item> {
  /** What `@odata.context` calls it. */
  name: string;
  items: readonly Item[];
  resourceOf: (item: Item) => Resource;
  filterable?: (item: Item) => FilterableFields;
}

/**
 * Those that `$filter` lets through, a page at a time, with the properties of `$select`.
 * @throws GraphError 400
 */
export function collectionOf<Item>(exchange: Exchange, collection: Collection<Item>): Resource {
  const { name, items, resourceOf, filterable } = collection;
  const filter = exchange.url.searchParams.get("$filter");
  const found = filter === null ? items : filtered(items, filter, filterable);
  const { items: page, nextLink } = pageOf(exchange, found);
  const select = selectionOf(exchange);
  return {
    "@odata.context": `${exchange.origins.graph}/v1.0/$metadata#${name}${select ? `(${select.join(",")})` : ""}`,
    ...(nextLink === undefined ? {} : { "@odata.nextLink": nextLink }),
    value: page.map((item) => selected(resourceOf(item), select)),
  };
}

/** One resource, with the properties of `$select`. @throws GraphError 400 */
export function entityOf(exchange: Exchange, name: string, resource: Resource): Resource {
  const select = selectionOf(exchange);
  const context = `${exchange.origins.graph}/v1.0/$metadata#${name}${select ? `(${select.join(",")})` : ""}/$entity`;
  return { "@odata.context": context, ...selected(resource, select) };
}

function filtered<Item>(
  items: readonly Item[],
  filter: string,
  filterable: ((item: Item) => FilterableFields) | undefined,
): readonly Item[] {
  if (!filterable) throw new GraphError(400, "Request_UnsupportedQuery", "Filters are not supported here.");
  const [first] = items;
  if (first === undefined) return [];
  const matches = parseRecordFilter(filter, Object.keys(filterable(first)));
  return items.filter((item) => matches(filterable(item)));
}

export function selectionOf({ url }: Exchange): string[] | undefined {
  const select = url.searchParams.get("$select");
  return select === null || select.trim() === "" ? undefined : select.split(",").map((name) => name.trim());
}

function selected(resource: Resource, select: readonly string[] | undefined): Resource {
  if (!select) return resource;
  const unknown = select.find((name) => !(name in resource));
  if (unknown !== undefined) {
    throw new GraphError(
      400,
      "BadRequest",
      `Parsing OData Select and Expand failed: Could not find a property named '${unknown}'.`,
    );
  }
  return Object.fromEntries(select.map((name) => [name, resource[name]]));
}
