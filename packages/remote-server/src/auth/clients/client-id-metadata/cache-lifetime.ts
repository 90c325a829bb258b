import type { IncomingHttpHeaders } from "node:http";
import CachePolicy from "http-cache-semantics";

/** Also if a document forbids caching: otherwise each visit to an attacker's page would make us fetch. */
const floorSeconds = 60;
/** Also if a document allows more: if its owner removes a redirect URI, we refuse it within the hour. */
const ceilingSeconds = 60 * 60;

/** How long we may use a document without asking again (RFC 9111), within our own limits. */
export function cacheSeconds(url: URL, headers: IncomingHttpHeaders): number {
  const request = { method: "GET", url: url.pathname, headers: { host: url.host } };
  const policy = new CachePolicy(request, { status: 200, headers }, { shared: true });
  const freshSeconds = policy.storable() ? Math.round(policy.maxAge() - policy.age()) : 0;
  return Math.min(Math.max(freshSeconds, floorSeconds), ceilingSeconds);
}
