/** The generations of MCP that /mcp speaks. */
export const generations = ["2025-11-25", "2026-07-28"] as const;
export type Generation = (typeof generations)[number];

interface Message {
  method: string;
  params?: Record<string, unknown>;
}

/**
 * The request of a client of this generation to /mcp. @param capabilities of the client. The older generation does not send them here.
 */
export function postOf(
  generation: Generation,
  { method, params = {} }: Message,
  capabilities: Record<string, unknown> = {},
) {
  const headers = {
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    "mcp-protocol-version": generation,
  };
  if (generation === "2025-11-25") return { headers, body: { jsonrpc: "2.0", id: 1, method, params } };
  const meta = {
    "io.modelcontextprotocol/protocolVersion": generation,
    "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
    "io.modelcontextprotocol/clientCapabilities": capabilities,
  };
  const name = typeof params["name"] === "string" ? { "mcp-name": params["name"] } : {};
  return {
    headers: { ...headers, "mcp-method": method, ...name },
    body: { jsonrpc: "2.0", id: 1, method, params: { ...params, _meta: meta } },
  };
}
