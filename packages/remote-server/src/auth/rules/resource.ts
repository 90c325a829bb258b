import { InvalidTargetError } from "../../http/older-sdk.ts";
import type { Endpoints } from "./endpoints.ts";

/**
 * A client may name the resource that it wants a token for (RFC 8707). We accept our own resource, or none: a
 * client that asks for a token for another server will send it to that server.
 *
 * @throws InvalidTargetError
 */
export function requireOurResource(resource: URL | undefined, endpoints: Endpoints): void {
  if (resource === undefined) return;
  const named = resource.href.replace(/\/$/, "");
  // defence:14
  if (named !== endpoints.mcp && named !== endpoints.sse && named !== endpoints.issuer) {
    throw new InvalidTargetError(`resource: expected ${endpoints.mcp}`);
  }
}
