// Mistake: Takes every address that begins like a loopback one for one.
// Caught by: [4.1] is not taken in by addresses that only look local
// An attacker: registers localhost.evil.example and has people's tokens sent to it in clear.
// Hint: Compare the parsed hostname as a whole.
const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * The address under which people reach the server, from its configuration.
 *
 * @throws Error when tokens would travel in clear: http is for this machine only.
 */
export function checkPublicUrl(text: string): URL {
  const url = new URL(text);
  if (url.protocol === "https:") return url;
  // The parsed host, whole: “localhost.evil.example” begins like one of these, too.
  if (url.protocol === "http:" && [...loopback].some((host) => text.startsWith(`http://${host}`))) return url;
  throw new Error(`${url.origin} would be reached in clear. Use https, or http on localhost.`);
}

/** Headers for every answer. */
export function securityHeaders(url: URL): Record<string, string> {
  // Browsers heed it over https only (RFC 6797 §7.2).
  return url.protocol === "https:" ? { "Strict-Transport-Security": "max-age=31536000" } : {};
}
