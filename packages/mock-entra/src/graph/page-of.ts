import { z } from "zod";
import type { Exchange } from "../http/exchange.ts";
import { GraphError } from "./graph-error.ts";

const defaultPageSize = 100;
const maximumPageSize = 999;

export interface GraphPage<Item> {
  items: Item[];
  nextLink: string | undefined;
}

/**
 * One page of a collection, by `$top` and `$skiptoken`. The link to the next one repeats the query.
 * @throws GraphError 400 for a `$top` outside the limits, an unknown token, or `$skip`
 * @see https://learn.microsoft.com/graph/paging
 */
export function pageOf<Item>(exchange: Exchange, all: readonly Item[]): GraphPage<Item> {
  const { searchParams } = exchange.url;
  if (searchParams.has("$skip")) {
    throw new GraphError(400, "Request_BadRequest", "'$skip' is not supported by the service.");
  }
  const size = pageSize(searchParams.get("$top"));
  const start = offsetOf(searchParams.get("$skiptoken"));
  const end = start + size;
  return {
    items: all.slice(start, end),
    nextLink: end < all.length ? linkTo(exchange, end) : undefined,
  };
}

function pageSize(top: string | null): number {
  if (top === null) return defaultPageSize;
  if (!/^\d{1,9}$/u.test(top)) {
    throw new GraphError(
      400,
      "BadRequest",
      `Invalid value '${top}' for $top query option found. The $top query option requires a non-negative integer value.`,
    );
  }
  const size = Number(top);
  if (size >= 1 && size <= maximumPageSize) return size;
  throw new GraphError(
    400,
    "Request_UnsupportedQuery",
    `Invalid page size specified: '${top}'. Must be between 1 and ${maximumPageSize} inclusive.`,
  );
}

const tokenSchema = z.object({ after: z.int().nonnegative() });

/** Error unconfirmed. */
function offsetOf(token: string | null): number {
  if (token === null) return 0;
  try {
    return tokenSchema.parse(JSON.parse(Buffer.from(token, "base64url").toString())).after;
  } catch {
    throw new GraphError(400, "Request_BadRequest", "The specified page token value is not valid.");
  }
}

function linkTo({ url, origins }: Exchange, offset: number): string {
  const next = new URLSearchParams(url.searchParams);
  next.set("$skiptoken", Buffer.from(JSON.stringify({ after: offset })).toString("base64url"));
  // In Graph's links, `$` is not encoded.
  return `${origins.graph}${url.pathname}?${next.toString().replaceAll("%24", "$")}`;
}
