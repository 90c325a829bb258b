import { McpServer } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";

/** The start of the SDK alone: one tool without input that does nothing. */
serveStdio(() => {
  const server = new McpServer({ name: "bare", version: "1.0.0" });
  server.registerTool("nothing", { description: "Does nothing." }, () => ({ content: [] }));
  return server;
});
