import { flushCompileCache } from "node:module";
import {
  createAuditLog,
  createLogger,
  discoverAuthority,
  logSink,
  trustDevelopmentCa,
} from "../../../packages/auth-core/src/index.ts";
import { defaultSessionPolicy } from "../../../packages/remote-server/src/auth/session.ts";
import { readRemoteServerConfig } from "../../../packages/remote-server/src/config.ts";
import { startRemoteServer } from "../../../packages/remote-server/src/start-remote-server.ts";

/**
 * The remote server in a process of its own, as main.ts starts it, with two differences: it waits for a word before it opens
 * its store, so that its modules are loaded when the one before it is killed; and its sessions last as the environment says.
 */
// A process that is killed writes no cache at its end.
flushCompileCache();
const config = readRemoteServerConfig(process.env);
if (config.entra.developmentCaFile !== undefined) trustDevelopmentCa(config.entra.developmentCaFile);
const authority = await discoverAuthority(config.entra);
const logger = createLogger("remote-server", config.logLevel);
process.send?.("warm");

process.once("message", () => {
  void startRemoteServer(config, {
    authority,
    audit: createAuditLog([logSink(logger)]),
    // All the traffic comes from one address and few users. It is to be counted, not to be refused.
    requestLimits: { addressFactor: 1e6, callsPerUser: 1e9, callsPerClient: 1e9 },
    logError: (error) => logger.error({ error: String(error) }, "unexpected error"),
    sessionPolicy: {
      ...defaultSessionPolicy,
      refreshGraceSeconds: Number(process.env["REFRESH_GRACE_SECONDS"] ?? 30),
    },
  }).then(
    ({ listensAt }) => process.send?.(`listening ${listensAt}`),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});
