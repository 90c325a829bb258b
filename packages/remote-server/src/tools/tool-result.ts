/** What a tool call leads to, in the words of MCP and of no SDK. */
export interface ToolResult {
  /** For a model, and for clients that do not read structured content. */
  content: { type: "text"; text: string }[];
  structuredContent?: Record<string, unknown>;
  isError?: true;
}

/** @param text what went wrong, and what to do: a model reads it. */
export function toolError(text: string): ToolResult {
  return { content: [{ type: "text", text }], isError: true };
}
