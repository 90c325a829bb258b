const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * The address under which people reach the server, from its configuration.
 *
 * @throws Error if tokens would be sent over plain http. http is for this machine only.
 */
export function checkPublicUrl(text: string): URL {
  const url = URL.parse(text);
  // Without the text: it can contain a password, and errors at the start are logged.
  if (url === null)
    throw new Error("The public address is no URL. Expected https://mcp.example.com, for example.");
  if (url.username !== "" || url.password !== "") throw new Error("The public address must not name a user.");
  if (url.protocol === "https:") return url;
  // The whole parsed host: “localhost.evil.example” begins like one of these, too.
  if (url.protocol === "http:" && loopback.has(url.hostname)) return url;
  throw new Error(`${url.protocol}//${url.host} would be reached in clear. Use https, or http on localhost.`);
}

/** Headers for every answer. */
export function securityHeaders(url: URL): Record<string, string> {
  // Browsers use it over https only (RFC 6797 §7.2).
  return url.protocol === "https:" ? { "Strict-Transport-Security": "max-age=31536000" } : {};
}
