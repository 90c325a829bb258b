import { decodeJwt } from "jose";
import type { MockState } from "./mock-state.ts";

/**
 * The state of the tenant that a request is about: the path names it, or where no path does, as at Graph, the access token. What is
 * read of the token here only chooses whose keys it is verified by.
 */
export function tenantOfRequest(home: MockState, tenantSegment: string, request: Request): MockState {
  const { secondTenant } = home;
  if (!secondTenant) return home;
  const { id, defaultDomain } = secondTenant.directory.tenant;
  const name = tenantSegment === "common" ? tenantOfToken(request) : tenantSegment.toLowerCase();
  return name === id || name === defaultDomain ? secondTenant : home;
}

function tenantOfToken({ headers }: Request): unknown {
  const token = /^bearer (.+)$/iu.exec(headers.get("authorization") ?? "")?.[1];
  if (token === undefined) return undefined;
  try {
    return decodeJwt(token)["tid"];
  } catch {
    return undefined;
  }
}
