import { createAuditLog, createLogger, logSink } from "../../../packages/auth-core/src/index.ts";
import { readRemoteServerConfig } from "../../../packages/remote-server/src/config.ts";
import { startRemoteServer } from "../../../packages/remote-server/src/start-remote-server.ts";
import { createToolBox } from "../../../packages/remote-server/src/tools/tool-box.ts";
import { echoTool } from "./echo-tool.ts";

/**
 * The remote server with all of its protection: store, encryption, audit to a log, limits, policy. Its only tool does not call Graph, and
 * no user signs in, so it needs no Entra.
 */
const config = readRemoteServerConfig(process.env);
const server = await startRemoteServer(config, {
  authority: { issuer: "https://login.microsoftonline.com/unknown/v2.0", jwksUri: "", metadata: "{}" },
  audit: createAuditLog([logSink(createLogger("remote-server", config.logLevel))]),
  // All calls come from one user. They must be counted, but not refused.
  requestLimits: { addressFactor: 1e6, callsPerUser: 1e9, callsPerClient: 1e9 },
  toolBox: createToolBox([echoTool]),
});
process.send?.(server.listensAt);
