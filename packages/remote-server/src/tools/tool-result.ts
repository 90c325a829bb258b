/** The result of a tool call, in the terms of MCP and without types of an SDK. */
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
