import { createAuditLog, createLogger, logSink } from "../../../packages/auth-core/src/index.ts";
import { readRemoteServerConfig } from "../../../packages/remote-server/src/config.ts";
import { startRemoteServer } from "../../../packages/remote-server/src/start-remote-server.ts";
import { createToolBox } from "../../../packages/remote-server/src/tools/tool-box.ts";
import { echoTool } from "./echo-tool.ts";

/**
 * The remote server with everything that it has: store, encryption, audit to a log, limits, policy. Its one tool needs no Graph
 * call, and no user signs in, so there is no Entra behind it.
 */
const config = readRemoteServerConfig(process.env);
const server = await startRemoteServer(config, {
  authority: { issuer: "https://login.microsoftonline.com/unknown/v2.0", jwksUri: "", metadata: "{}" },
  audit: createAuditLog([logSink(createLogger("remote-server", config.logLevel))]),
  // All the calls are one user's. They are to be counted, not to be refused.
  requestLimits: { addressFactor: 1e6, callsPerUser: 1e9, callsPerClient: 1e9 },
  toolBox: createToolBox([echoTool]),
});
process.send?.(server.listensAt);
