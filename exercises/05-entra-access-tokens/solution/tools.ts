import type { Client } from "@microsoft/microsoft-graph-client";
import type { ToolRule } from "./context.ts";

export interface Tool {
  name: string;
  description: string;
  rule: ToolRule;
  /** @param graph sends the user's token for Graph with each request. */
  run: (graph: Client) => Promise<unknown>;
}

export const tools: readonly Tool[] = [
  {
    name: "getUserDetails",
    description: "Returns the signed-in user's profile from Microsoft Graph.",
    rule: { scope: "tools.read" },
    run: async (graph) => graph.api("/me").get(),
  },
  {
    name: "listDirectoryUsers",
    description: "Lists the people in the organization.",
    rule: { scope: "directory.read", role: "Directory.Reader" },
    run: async (graph) => graph.api("/users").select(["id", "displayName"]).get(),
  },
];
