import type { Exchange } from "../http/exchange.ts";
import { GraphError } from "./graph-error.ts";

/**
 * Options that Graph may have and the mock does not. They are refused by name, so that no caller gets a wrong
 * result without knowing it.
 */
const graphMayHave: Record<"collection" | "entity", ReadonlySet<string>> = {
  collection: new Set(["$count", "$expand", "$filter", "$orderby", "$search", "$select"]),
  entity: new Set(["$expand", "$select"]),
};

/**
 * OData's own options begin with `$`. Graph ignores all other parameters. An unsupported option is never
 * ignored: without its search, a request would return all users.
 * @throws GraphError 400 for an unknown, invalid or repeated option, 501 for one that the mock does not
 * support
 */
export function assertQueryOptions(
  { url }: Exchange,
  kind: "collection" | "entity",
  supported: readonly string[],
): void {
  const names = [...url.searchParams.keys()].filter((name) => name.startsWith("$"));
  const refused = names.find((name) => !supported.includes(name));
  if (refused === undefined) return assertOptionValues(url.searchParams, names);
  if (graphMayHave[kind].has(refused)) {
    throw new GraphError(
      501,
      "NotImplemented",
      `mock-entra leaves out the query option '${refused}' here, which Microsoft Graph may have. Nothing was searched, filtered or sorted.`,
    );
  }
  throw new GraphError(400, "BadRequest", `The query option '${refused}' is not supported.`);
}

/** The message comes from Microsoft's OData library. */
function assertOptionValues(parameters: URLSearchParams, names: readonly string[]): void {
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new GraphError(
      400,
      "BadRequest",
      `Query option '${repeated}' was specified more than once, but it must be specified at most once.`,
    );
  }
  const count = parameters.get("$count") ?? "false";
  if (/^(?:true|false)$/iu.test(count)) return;
  throw new GraphError(
    400,
    "BadRequest",
    `Invalid value '${count}' for $count query option found. Valid values are 'true, false'.`,
  );
}

/**
 * Advanced queries need a header.
 * @see https://learn.microsoft.com/graph/aad-advanced-queries
 */
export function isEventual({ request }: Exchange): boolean {
  return request.headers.get("consistencylevel")?.toLowerCase() === "eventual";
}

/** `$count=true` with the header. Without it, `$count` is ignored (unconfirmed). */
export function isAdvanced(exchange: Exchange): boolean {
  return isEventual(exchange) && exchange.url.searchParams.get("$count")?.toLowerCase() === "true";
}
