// Mistake: Refuses http on this machine, too.
// Caught by: [4.1] starts on this machine over http
// An attacker: gains nothing; developers switch the whole check off, and one day it stays off.
// Hint: What goes to localhost, 127.0.0.1 or [::1] never leaves the machine.
/**
 * The address under which people reach the server, from its configuration.
 *
 * @throws Error when tokens would travel in clear: http is for this machine only.
 */
export function checkPublicUrl(text: string): URL {
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") throw new Error("The public address must not name a user.");
  if (url.protocol === "https:") return url;
  throw new Error(`${url.origin} would be reached in clear. Use https.`);
}

/** Headers for every answer. */
export function securityHeaders(url: URL): Record<string, string> {
  // Browsers heed it over https only (RFC 6797 §7.2).
  return url.protocol === "https:" ? { "Strict-Transport-Security": "max-age=31536000" } : {};
}
