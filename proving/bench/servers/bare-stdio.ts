import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";

/** What the SDK alone takes to start: one tool, no input, nothing behind it. */
const server = new McpServer({ name: "bare", version: "1.0.0" });
server.registerTool("nothing", { description: "Does nothing." }, () => ({ content: [] }));
await server.connect(new StdioServerTransport());
