import type { User } from "../directory/types.ts";
import { decodeSegment } from "../http/decode-segment.ts";
import type { Exchange } from "../http/exchange.ts";
import { type GraphCaller, signedInUser } from "./authenticate.ts";
import { resourceMissing } from "./graph-error.ts";

/**
 * The user of `/users/{id or user principal name}`.
 * @throws GraphError 404
 */
export function findAddressedUser({ url, state }: Exchange): User {
  const name = decodeSegment(url.pathname.split("/")[3] ?? "");
  const user = state.directory.findUser(name);
  if (user) return user;
  throw resourceMissing(name);
}

/** The user of `/me/…` or `/users/{id}/…`. @throws GraphError 400 or 404 */
export function findUserOfPath(exchange: Exchange, caller: GraphCaller): User {
  return exchange.url.pathname.startsWith("/v1.0/me/") ? signedInUser(caller) : findAddressedUser(exchange);
}
