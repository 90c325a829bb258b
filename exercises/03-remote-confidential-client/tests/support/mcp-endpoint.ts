import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { AjvJsonSchemaValidator } from "@modelcontextprotocol/sdk/validation/ajv";
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import express, { type RequestHandler, Router } from "express";

/** The SDK would make one for each server, so for each request here. It checks answers of a user, which these tools do not ask for. */
const jsonSchemaValidator = new AjvJsonSchemaValidator();

/** `POST /mcp`, stateless: a server and a transport for each request. `request.auth` becomes the tools' `authInfo`. */
export function mcpEndpoint(registerTools: (server: McpServer) => void): RequestHandler {
  const router = Router();
  router.use(express.json(), async (request, response) => {
    if (request.method !== "POST") {
      response.sendStatus(405);
      return;
    }
    const server = new McpServer({ name: "my-remote-mcp-server", version: "1.0.0" }, { jsonSchemaValidator });
    registerTools(server);
    const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
    await server.connect(transport);
    const headers = { accept: "application/json, text/event-stream", "content-type": "application/json" };
    const answer = await transport.handleRequest(
      new Request("http://localhost/mcp", { method: "POST", headers }),
      {
        parsedBody: request.body,
        ...(request.auth === undefined ? {} : { authInfo: request.auth }),
      },
    );
    await server.close();
    response
      .status(answer.status)
      .type("json")
      .send(await answer.text());
  });
  return router;
}
