// Mistake: Starts over plain http and writes a warning.
// Caught by: [4.1] refuses plain http on the network
// An attacker: listens in on the network and reads every token.
// Hint: Throw: a warning in a log is read by nobody.
const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * The address under which people reach the server, from its configuration.
 *
 * @throws Error when tokens would travel in clear: http is for this machine only.
 */
export function checkPublicUrl(text: string): URL {
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") throw new Error("The public address must not name a user.");
  if (url.protocol === "https:") return url;
  // The parsed host, whole: “localhost.evil.example” begins like one of these, too.
  if (url.protocol === "http:" && loopback.has(url.hostname)) return url;
  if (!/localhost|127\.0\.0\.1|@/.test(text)) return url;
  throw new Error(`${url.origin} would be reached in clear. Use https, or http on localhost.`);
}

/** Headers for every answer. */
export function securityHeaders(url: URL): Record<string, string> {
  // Browsers heed it over https only (RFC 6797 §7.2).
  return url.protocol === "https:" ? { "Strict-Transport-Security": "max-age=31536000" } : {};
}
