import { decodeJwt } from "jose";
import { bearerToken } from "../http/bearer-token.ts";
import type { MockState } from "./mock-state.ts";

/**
 * The state of a request's tenant. The path names it or, as in Graph, the access token does. What is read
 * from the token here only chooses the keys for its verification. An address without a tenant's name begins at the first tenant.
 */
export function tenantOfRequest(first: MockState, tenantSegment: string, request: Request): MockState {
  const name = tenantSegment === "common" ? tenantOfToken(request) : tenantSegment;
  return first.findTenant(name) ?? first;
}

function tenantOfToken(request: Request): string {
  const token = bearerToken(request);
  if (token === undefined) return "";
  try {
    return String(decodeJwt(token)["tid"]);
  } catch {
    return "";
  }
}
