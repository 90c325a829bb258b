import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { createMcpExpressApp } from "@modelcontextprotocol/sdk/server/express.js";
import { echo, echoInput, echoOutput } from "./echo.ts";

/** The SDK's own handler for both generations of MCP, in an Express application. It does not authenticate callers. */
const { fetch: answer } = createMcpHandler(() => {
  const server = new McpServer({ name: "bare", version: "1.0.0" });
  const schemas = { inputSchema: echoInput, outputSchema: echoOutput };
  server.registerTool("echo", { description: "Gives back what it got.", ...schemas }, (input) => {
    const output = echo(input);
    return { content: [{ type: "text", text: JSON.stringify(output) }], structuredContent: output };
  });
  return server;
});
const app = createMcpExpressApp();
app.post("/mcp", async (request: IncomingMessage & { body: unknown }, response: ServerResponse) => {
  const departure = new AbortController();
  response.on("close", () => departure.abort());
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(request.headersDistinct))
    for (const value of values) headers.append(name, value);
  const { signal } = departure;
  const web = new Request("http://localhost/mcp", { method: "POST", headers, signal });
  const { status, headers: fields, ...rest } = await read(await answer(web, { parsedBody: request.body }));
  response.writeHead(status, fields).end(rest.body);
});
const http = createServer(app).listen(0, "127.0.0.1");
await once(http, "listening");
const address = http.address();
if (typeof address === "object" && address !== null) process.send?.(`http://127.0.0.1:${address.port}`);

async function read(response: Response) {
  const body = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: Object.fromEntries(response.headers), body };
}
