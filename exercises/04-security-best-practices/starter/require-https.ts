/**
 * The address under which people reach the server, from its configuration.
 *
 * @throws Error when tokens would travel in clear: http is for this machine only.
 */
export function checkPublicUrl(text: string): URL {
  // TODO 4.1: refuse what others could listen in on.
  return new URL(text);
}

/** Headers for every answer. */
export function securityHeaders(url: URL): Record<string, string> {
  // TODO 4.1: tell browsers to come over https from now on.
  return {};
}
