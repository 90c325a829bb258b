import type { IncomingHttpHeaders } from "node:http";
import CachePolicy from "http-cache-semantics";

/** However a document forbids it: or each visit of an attacker's page would be a fetch of ours. */
const floorSeconds = 60;
/** However long a document allows it: a redirect URI that its owner has taken out is refused within the hour. */
const ceilingSeconds = 60 * 60;

/** For how long a document may be used without asking again (RFC 9111), within bounds of our own. */
export function cacheSeconds(url: URL, headers: IncomingHttpHeaders): number {
  const request = { method: "GET", url: url.pathname, headers: { host: url.host } };
  const policy = new CachePolicy(request, { status: 200, headers }, { shared: true });
  const freshSeconds = policy.storable() ? Math.round(policy.maxAge() - policy.age()) : 0;
  return Math.min(Math.max(freshSeconds, floorSeconds), ceilingSeconds);
}
