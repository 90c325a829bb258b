import { McpServer } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";

/** What the SDK alone takes to start: one tool, no input, nothing behind it. */
serveStdio(() => {
  const server = new McpServer({ name: "bare", version: "1.0.0" });
  server.registerTool("nothing", { description: "Does nothing." }, () => ({ content: [] }));
  return server;
});
