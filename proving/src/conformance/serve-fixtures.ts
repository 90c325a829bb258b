import { discoverAuthority, trustDevelopmentCa } from "../../../packages/auth-core/src/index.ts";
import { readRemoteServerConfig, startRemoteServer } from "../../../packages/remote-server/src/index.ts";
import { createFixtureServer } from "./fixtures/fixture-server.ts";

/** Our server, configured as always and with all of its guards; behind them are the fixtures in place of its own tools. */
const config = readRemoteServerConfig(process.env);
if (config.entra.developmentCaFile !== undefined) trustDevelopmentCa(config.entra.developmentCaFile);
const { endpoints } = await startRemoteServer(config, {
  authority: await discoverAuthority(config.entra),
  createMcpServer: createFixtureServer,
});
process.stdout.write(`MCP endpoint ${endpoints.mcp}\n`);
