import type { CallerSession } from "../auth/rules/caller-session.ts";
import type { Tool } from "./tool.ts";
import type { ToolBox } from "./tool-box.ts";

/** A tool as a client sees it. */
type ListedTool = Pick<
  Tool,
  "name" | "title" | "description" | "inputSchema" | "outputSchema" | "annotations"
>;

/**
 * The tools that this session may see, always in the order of the tool box: if the order changes, clients ask
 * their users again.
 */
export function listTools({ tools, policy }: ToolBox, session: CallerSession): ListedTool[] {
  const visible = tools.filter(({ name }) => policy.isVisible(name, session));
  return visible.map(({ name, title, description, inputSchema, outputSchema, annotations }) => ({
    name,
    title,
    description,
    inputSchema,
    outputSchema,
    // Clients of MCP 2025-03-26 read it here.
    annotations: { title, ...annotations },
  }));
}
