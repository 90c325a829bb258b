import { findApplicationByKey, findPrincipalByKey } from "../applications/find-application.ts";
import type { Application, ServicePrincipal } from "../directory/types.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Origins } from "../origins.ts";

/** `/applications/{id}…` and `/applications(appId='{appId}')…`, which Graph takes alike. */
export const byIdOrAppId =
  (collection: "applications" | "servicePrincipals", rest = "") =>
  ({ graph }: Origins): string[] => [
    `${graph}/v1.0/${collection}/:id${rest}`,
    `${graph}/v1.0/${collection}(appId=':id')${rest}`,
  ];

const keyOf = ({ url }: Exchange): { id: string } | { appId: string } => {
  const { appId } = /^\/v1\.0\/\w+\(appId='(?<appId>[^']+)'\)/u.exec(url.pathname)?.groups ?? {};
  return appId === undefined ? { id: segmentOf(url, 3) } : { appId };
};

const segmentOf = (url: URL, index: number): string => url.pathname.split("/")[index] ?? "";

/** The last segment of the path: what an item of a collection is called. */
export const lastSegment = ({ url }: Exchange): string => {
  const segments = url.pathname.split("/").filter((segment) => segment !== "");
  return segments.at(-1) ?? "";
};

/** @throws GraphError 404 */
export const addressedApplication = (exchange: Exchange): Application =>
  findApplicationByKey(exchange.state.directory, keyOf(exchange));

/** @throws GraphError 404 */
export const addressedPrincipal = (exchange: Exchange): ServicePrincipal =>
  findPrincipalByKey(exchange.state.directory, keyOf(exchange));
