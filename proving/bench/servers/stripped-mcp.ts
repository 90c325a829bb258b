import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createMcpExpressApp } from "@modelcontextprotocol/sdk/server/express.js";
import { createMcpServer } from "../../../packages/remote-server/src/tools/mcp-server.ts";
import { createToolBox } from "../../../packages/remote-server/src/tools/tool-box.ts";
import { streamableHttp } from "../../../packages/remote-server/src/transport/streamable-http.ts";
import { echoTool } from "./echo-tool.ts";

/**
 * Our own MCP server without its protection: all callers have the same session, and it looks nothing up and records nothing. The
 * difference to our server is the cost of protection alone, because both use the SDK in the same way.
 */
const scopes = ["User.Read"];
const extra = { session: { id: "unknown", userId: "unknown", clientId: "unknown", scopes, roles: [] } };
const challenge = { scopes, resourceMetadataUrl: "" };
const toolBox = createToolBox([echoTool]);
const unasked = async (): Promise<never> => Promise.reject(new Error("No user is asked here."));
const mcp = streamableHttp({
  createMcpServer: (hooks) =>
    createMcpServer({
      nameOfScope: (scope) => scope,
      access: { entraAccessToken: unasked, endSession: unasked },
      graphBaseUrl: "",
      profiles: { get: unasked, forget: () => undefined },
      audit: () => undefined,
      auditTrail: { recent: () => [] },
      clients: { nameOf: async () => undefined },
      questions: { ask: unasked, settle: unasked },
      logError: () => undefined,
      toolBox,
      ...hooks,
    }),
  signInChallenge: () => challenge,
  scopeChallenge: () => challenge,
});
const app = createMcpExpressApp();
app.post(
  "/mcp",
  (request: IncomingMessage & { auth?: object }, _response: ServerResponse, next: () => void) => {
    request.auth = { token: "unknown", clientId: "unknown", scopes, extra };
    next();
  },
);
app.post("/mcp", mcp);
const http = createServer(app).listen(0, "127.0.0.1");
await once(http, "listening");
const address = http.address();
if (typeof address === "object" && address !== null) process.send?.(`http://127.0.0.1:${address.port}`);
