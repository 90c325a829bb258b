import type { Origins } from "../origins.ts";
import { decodeSegment } from "./decode-segment.ts";
import type { Endpoint } from "./endpoint.ts";

/** Which endpoint a request is for. */
interface Route {
  endpoint: Endpoint;
  /** The `{tenant}` of the path, decoded; `common` where there is none. */
  tenantSegment: string;
}

/** @returns `undefined` for an address that nothing answers at */
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

/** `:name` stands for one segment, `':name'` for what an OData key has between its quotes, `*` for any rest; a slash at the end makes no difference. */
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
