import type { GraphAccess } from "@mcp-entra/auth-core";
import type { z } from "zod";

/** What a tool gets to work with. It knows neither the transport nor any token. */
interface ToolContext {
  graph: GraphAccess;
}

/** A tool, apart from how it is offered. */
export interface Tool<Output extends z.ZodObject = z.ZodObject> {
  name: string;
  title: string;
  description: string;
  outputSchema: Output;
  /** The session must have been granted all of these. */
  scopes: readonly string[];
  readOnly: boolean;
  /** @throws McpEntraError with a message that the user, or a model, can act on. */
  run(context: ToolContext): Promise<z.output<Output>>;
}
