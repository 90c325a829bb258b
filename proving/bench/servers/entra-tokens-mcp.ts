import { createAuditLog, createLogger, logSink } from "../../../packages/auth-core/src/index.ts";
import { readRemoteServerConfig } from "../../../packages/remote-server/src/config.ts";
import { startRemoteServer } from "../../../packages/remote-server/src/start-remote-server.ts";
import { createToolBox } from "../../../packages/remote-server/src/tools/tool-box.ts";
import { echoTool } from "./echo-tool.ts";

/** The remote server as a resource that Entra protects, with all of its protection. ENTRA_ISSUER and ENTRA_KEYS replace Entra. */
const config = readRemoteServerConfig(process.env);
const keys = process.env["ENTRA_KEYS"] ?? "";
const server = await startRemoteServer(config, {
  authority: {
    issuer: process.env["ENTRA_ISSUER"] ?? "",
    jwksUri: "https://entra.example/keys",
    metadata: "{}",
  },
  fetch: async () => new Response(keys),
  audit: createAuditLog([logSink(createLogger("remote-server", config.logLevel))]),
  // All calls come from one user. They must be counted, but not refused.
  requestLimits: { addressFactor: 1e6, callsPerUser: 1e9, callsPerClient: 1e9 },
  toolBox: createToolBox([echoTool]),
});
process.send?.(server.listensAt);
