import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createMcpExpressApp } from "@modelcontextprotocol/sdk/server/express.js";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { echo, echoInput, echoOutput } from "./echo.ts";

/** What the SDK's own stateless example does, on the SDK's own Express application: nobody is asked who they are. */
const app = createMcpExpressApp();
app.post("/mcp", async (request: IncomingMessage & { body: unknown }, response: ServerResponse) => {
  const server = new McpServer({ name: "bare", version: "1.0.0" });
  const shapes = { inputSchema: echoInput.shape, outputSchema: echoOutput.shape };
  server.registerTool("echo", { description: "Gives back what it got.", ...shapes }, (input) => {
    const output = echo(input);
    return { content: [{ type: "text", text: JSON.stringify(output) }], structuredContent: output };
  });
  const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
  response.on("close", () => void server.close());
  await server.connect(transport);
  await transport.handleRequest(request, response, request.body);
});
const http = createServer(app).listen(0, "127.0.0.1");
await once(http, "listening");
const address = http.address();
if (typeof address === "object" && address !== null) process.send?.(`http://127.0.0.1:${address.port}`);
