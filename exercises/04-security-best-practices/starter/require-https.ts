/**
 * The address under which people reach the server, from its configuration.
 *
 * @throws Error if tokens would be sent over plain http. http is for this machine only.
 */
export function checkPublicUrl(text: string): URL {
  // TODO 4.1: refuse an address where other people could read the traffic.
  return new URL(text);
}

/** Headers for every answer. */
export function securityHeaders(url: URL): Record<string, string> {
  // TODO 4.1: tell browsers to use only https from now on.
  return {};
}
