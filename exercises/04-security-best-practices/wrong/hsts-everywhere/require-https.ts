// Mistake: Sends HSTS over plain http, too.
// Caught by: [4.1] sends no HSTS over http
// An attacker: gains nothing; whatever believes it keeps developers from localhost for a year.
// Hint: Look at url.protocol before you send it.
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
  throw new Error(`${url.origin} would be reached in clear. Use https, or http on localhost.`);
}

/** Headers for every answer. */
export function securityHeaders(_url: URL): Record<string, string> {
  return { "Strict-Transport-Security": "max-age=31536000" };
}
