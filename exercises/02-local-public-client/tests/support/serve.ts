import process from "node:process";
import { seed } from "@mcp-entra/mock-entra/seed";
import { startMockInPlaceOfEntra } from "@mcp-entra/workshop/try";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import type { AuthenticationService as Service } from "#exercise/authentication-service.ts";
import type { registerGetUserDetailsFromGraph as registerTool } from "#exercise/get-user-details-from-graph.ts";

interface ExerciseCode {
  AuthenticationService: typeof Service;
  registerGetUserDetailsFromGraph: typeof registerTool;
}

/**
 * `node serve.ts work`: the local server of this exercise over stdio, made of the files in that folder. `pnpm workshop try 2` says how an
 * MCP client starts it. Entra and Graph are a mock in this process.
 */
const [folder = "work"] = process.argv.slice(2);
const entra = await startMockInPlaceOfEntra();
const log = (line: string): void => void process.stderr.write(`${line}\n`);
log(`Entra's pages are at ${entra.pagesUrl}`);
const { AuthenticationService, registerGetUserDetailsFromGraph } = await load();
const application = { clientId: seed.applications.local.appId, tenantId: seed.tenant.id };
const authenticationService = await AuthenticationService.create(application, {
  openBrowser: async (url) => entra.openPage(url),
  log,
});
const server = new McpServer({ name: "my-local-mcp-server", version: "1.0.0" });
registerGetUserDetailsFromGraph(server, { authenticationService, log });
await server.connect(new StdioServerTransport());
// The mock's ports would keep the process alive when its client has gone.
process.stdin.once("end", () => process.exit(0));

async function load(): Promise<ExerciseCode> {
  const files = ["authentication-service.ts", "get-user-details-from-graph.ts"];
  const modules = files.map(async (file): Promise<object> => import(`../../${folder}/${file}`));
  return Object.assign({}, ...(await Promise.all(modules)));
}
