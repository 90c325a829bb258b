import { decodeJwt } from "jose";
import { bearerToken } from "../http/bearer-token.ts";
import type { MockState } from "./mock-state.ts";

/**
 * The state of a request's tenant. The path names it or, as in Graph, the access token does. What is read
 * from the token here only chooses the keys for its verification.
 */
export function tenantOfRequest(home: MockState, tenantSegment: string, request: Request): MockState {
  const { secondTenant } = home;
  if (!secondTenant) return home;
  const { id, defaultDomain } = secondTenant.directory.tenant;
  const name = tenantSegment === "common" ? tenantOfToken(request) : tenantSegment.toLowerCase();
  return name === id || name === defaultDomain ? secondTenant : home;
}

function tenantOfToken(request: Request): unknown {
  const token = bearerToken(request);
  if (token === undefined) return undefined;
  try {
    return decodeJwt(token)["tid"];
  } catch {
    return undefined;
  }
}
