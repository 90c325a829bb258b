import type { Exchange } from "../http/exchange.ts";
import type { Origins } from "../origins.ts";
import { GraphError } from "./graph-error.ts";
import { graphHeaders, graphJson } from "./graph-headers.ts";
import { pageOf } from "./page-of.ts";
import { assertQueryOptions, isAdvanced, isEventual } from "./query-options.ts";
import { type Resource, selected, selectionContext } from "./select.ts";

/** The definition of a list of resources. An option without a definition is refused. */
export interface Collection<Item> {
  /** Its name in `@odata.context`. */
  name: string;
  items: readonly Item[];
  resourceOf: (item: Item) => Resource;
  /**
   * The type with which `$select` chooses properties of the result of `resourceOf`. Without it, `resourceOf`
   * has already applied `$select`.
   */
  type?: string;
  /** For `$filter`. @throws GraphError */
  parseFilter?: (filter: string, isAdvanced: boolean) => (item: Item) => boolean;
  /** For `$search`. @throws GraphError */
  parseSearch?: (search: string) => (item: Item) => boolean;
  /** For `$orderby`. @throws GraphError */
  sort?: (items: readonly Item[], orderBy: string) => readonly Item[];
}

const countSegment = "/$count";

/** The address of a list, and the address of its count. */
export function collectionUrls(...paths: string[]): (origins: Origins) => string[] {
  return ({ graph }) =>
    paths.flatMap((path) => [`${graph}/v1.0${path}`, `${graph}/v1.0${path}${countSegment}`]);
}

/**
 * The items that match `$filter` and `$search`, in the order of `$orderby`, one page at a time. At `/$count`,
 * their number.
 * @throws GraphError 400 or 501
 */
export function collectionResponse<Item>(exchange: Exchange, collection: Collection<Item>): Response {
  assertQueryOptions(exchange, "collection", supportedOptions(collection));
  const found = matching(exchange, collection);
  if (exchange.url.pathname.endsWith(countSegment)) return countResponse(exchange, found.length);
  const { items, nextLink } = pageOf(exchange, found);
  const context = `${exchange.origins.graph}/v1.0/$metadata#${collection.name}${selectionContext(exchange)}`;
  return graphJson(exchange, {
    "@odata.context": context,
    ...(isAdvanced(exchange) ? { "@odata.count": found.length } : {}),
    ...(nextLink === undefined ? {} : { "@odata.nextLink": nextLink }),
    value: items.map((item) => shown(exchange, collection.resourceOf(item), collection.type)),
  });
}

function shown(exchange: Exchange, resource: Resource, type: string | undefined): Resource {
  return type === undefined ? resource : selected(exchange, resource, type);
}

/** One resource. @throws GraphError 400 or 501 for a query option */
export function entityOf(exchange: Exchange, name: string, resource: Resource, type?: string): Resource {
  assertQueryOptions(exchange, "entity", ["$select"]);
  const context = `${exchange.origins.graph}/v1.0/$metadata#${name}${selectionContext(exchange)}/$entity`;
  return { "@odata.context": context, ...shown(exchange, resource, type) };
}

function supportedOptions<Item>({ parseFilter, parseSearch, sort }: Collection<Item>): string[] {
  return [
    "$count",
    "$select",
    "$skip",
    "$skiptoken",
    "$top",
    ...(parseFilter ? ["$filter"] : []),
    ...(parseSearch ? ["$search"] : []),
    ...(sort ? ["$orderby"] : []),
  ];
}

function matching<Item>(exchange: Exchange, collection: Collection<Item>): readonly Item[] {
  const { searchParams } = exchange.url;
  const { items, parseFilter, parseSearch, sort } = collection;
  const filter = searchParams.get("$filter");
  const search = searchParams.get("$search");
  const orderBy = searchParams.get("$orderby");
  const passes = [
    ...(filter !== null && parseFilter ? [parseFilter(filter, isAdvancedFilter(exchange))] : []),
    ...(search !== null && parseSearch ? [parseSearch(searchText(exchange, search))] : []),
  ];
  const found = items.filter((item) => passes.every((passed) => passed(item)));
  return orderBy !== null && sort ? sort(found, orderBy) : found;
}

/** At `/$count` the address itself asks for the count. */
function isAdvancedFilter(exchange: Exchange): boolean {
  return isAdvanced(exchange) || (exchange.url.pathname.endsWith(countSegment) && isEventual(exchange));
}

/** Searches use an index that may be slightly old. The caller has to confirm this with a header. */
function searchText(exchange: Exchange, search: string): string {
  if (isEventual(exchange)) return search;
  throw new GraphError(
    400,
    "Request_UnsupportedQuery",
    "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
  );
}

/** Only a number. @throws GraphError 400 without the header (message unconfirmed) */
function countResponse(exchange: Exchange, count: number): Response {
  if (!isEventual(exchange)) {
    throw new GraphError(400, "Request_BadRequest", "$count is not currently supported.");
  }
  return new Response(String(count), {
    headers: { ...graphHeaders(exchange), "Content-Type": "text/plain; charset=utf-8" },
  });
}
