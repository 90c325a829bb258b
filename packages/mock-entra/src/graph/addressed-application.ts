import { findApplicationByKey, findPrincipalByKey } from "../applications/find-application.ts";
import type { Application, ServicePrincipal } from "../directory/types.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Origins } from "../origins.ts";

/** `/applications/{id}…` and `/applications(appId='{appId}')…`. Graph accepts both. */
export function byIdOrAppId(collection: "applications" | "servicePrincipals", rest = "") {
  return ({ graph }: Origins): string[] => [
    `${graph}/v1.0/${collection}/:id${rest}`,
    `${graph}/v1.0/${collection}(appId=':id')${rest}`,
  ];
}

function keyOf({ url }: Exchange): { id: string } | { appId: string } {
  const { appId } = /^\/v1\.0\/\w+\(appId='(?<appId>[^']+)'\)/u.exec(url.pathname)?.groups ?? {};
  return appId === undefined ? { id: segmentOf(url, 3) } : { appId };
}

function segmentOf(url: URL, index: number): string {
  return url.pathname.split("/")[index] ?? "";
}

/** The last segment of the path: the key of an item in a collection. */
export function lastSegment({ url }: Exchange): string {
  const segments = url.pathname.split("/").filter((segment) => segment !== "");
  return segments.at(-1) ?? "";
}

/** @throws GraphError 404 */
export function addressedApplication(exchange: Exchange): Application {
  return findApplicationByKey(exchange.state.directory, keyOf(exchange));
}

/** @throws GraphError 404 */
export function addressedPrincipal(exchange: Exchange): ServicePrincipal {
  return findPrincipalByKey(exchange.state.directory, keyOf(exchange));
}
