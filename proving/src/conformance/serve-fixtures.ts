import { discoverAuthority, trustDevelopmentCa } from "../../../packages/auth-core/src/index.ts";
import { readRemoteServerConfig, startRemoteServer } from "../../../packages/remote-server/src/index.ts";
import { createFixtureServer } from "./fixtures/fixture-server.ts";

/** Our server with its usual configuration and all of its guards. Its own tools are replaced by the fixtures. */
const config = readRemoteServerConfig(process.env);
if (config.entra.developmentCaFile !== undefined) trustDevelopmentCa(config.entra.developmentCaFile);
const { endpoints } = await startRemoteServer(config, {
  authority: await discoverAuthority(config.entra),
  createMcpServer: createFixtureServer,
});
process.stdout.write(`MCP endpoint ${endpoints.mcp}\n`);
