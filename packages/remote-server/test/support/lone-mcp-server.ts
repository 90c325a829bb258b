import { createMemoryStore, createProfileCache } from "@mcp-entra/auth-core";
import type { Server } from "@modelcontextprotocol/server";
import { createToolQuestions } from "../../src/auth/consent/tool-questions.ts";
import { createMcpServer, type McpServerOptions } from "../../src/tools/mcp-server.ts";
import { createToolBox } from "../../src/tools/tool-box.ts";

/** The MCP server without sign-ins. It must not ask Entra. */
export function createLoneMcpServer(changes: Partial<McpServerOptions> = {}): Server {
  const unasked = () => Promise.reject(new Error("Entra must not be asked."));
  const now = (): number => Date.now();
  return createMcpServer({
    nameOfScope: (scope) => scope,
    access: { entraAccessToken: unasked, endSession: unasked },
    graphBaseUrl: "https://graph.microsoft.com",
    profiles: createProfileCache(now),
    audit: () => undefined,
    auditTrail: { recent: () => [] },
    clients: { nameOf: async () => undefined },
    questions: createToolQuestions(createMemoryStore(now), now, "http://localhost"),
    logError: () => undefined,
    toolBox: createToolBox(),
    ...changes,
  });
}
