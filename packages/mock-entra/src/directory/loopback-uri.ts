/** `http://localhost:3001/mcp`: the address of a server during development. */
export function isLoopbackUri(uri: string): boolean {
  if (!/^https?:/u.test(uri) || !URL.canParse(uri)) return false;
  return ["localhost", "127.0.0.1", "[::1]"].includes(new URL(uri).hostname);
}
