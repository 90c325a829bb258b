import type { Origins } from "../origins.ts";
import { decodeSegment } from "./decode-segment.ts";
import type { Endpoint } from "./endpoint.ts";

/** The endpoint of a request. */
interface Route {
  endpoint: Endpoint;
  /** The `{tenant}` of the path, decoded; `common` if there is none. */
  tenantSegment: string;
}

/** @returns `undefined` for an unknown address */
export type Router = (url: string) => Route | undefined;

/** The first endpoint that matches answers. */
export function createRouter(endpoints: readonly Endpoint[], origins: Origins): Router {
  const routes = endpoints.flatMap((endpoint) =>
    endpoint.urls(origins).map((pattern) => ({ endpoint, expression: expressionOf(pattern) })),
  );
  return (url) => {
    const address = withoutQuery(url);
    for (const { endpoint, expression } of routes) {
      const match = expression.exec(address);
      if (match) return { endpoint, tenantSegment: decodeSegment(match.groups?.["tenant"] ?? "common") };
    }
    return undefined;
  };
}

/**
 * `:name` matches one segment, `':name'` matches the text between the quotes of an OData key, and `*` matches
 * any rest. A slash at the end makes no difference.
 */
function expressionOf(pattern: string): RegExp {
  const source = pattern
    .replaceAll(/[.?+^$[\]\\(){}|]/gu, String.raw`\$&`)
    .replaceAll(/\/:(\w+)/gu, "/(?<$1>[^/]+)")
    .replaceAll(/':(\w+)'/gu, "'(?<$1>[^/']+)'")
    .replaceAll("*", ".*");
  return new RegExp(`^${source}/?$`, "u");
}

function withoutQuery(url: string): string {
  return url.slice(0, url.search(/[?#]|$/u));
}
