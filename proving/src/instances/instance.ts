import { flushCompileCache } from "node:module";
import {
  createAuditLog,
  createLogger,
  discoverAuthority,
  logSink,
  trustDevelopmentCa,
} from "../../../packages/auth-core/src/index.ts";
import { isRedisUrl } from "../../../packages/auth-core/src/storage/store-location.ts";
import { defaultSessionPolicy } from "../../../packages/remote-server/src/auth/sessions/session.ts";
import { readRemoteServerConfig } from "../../../packages/remote-server/src/config.ts";
import {
  defaultRequestLimits,
  type RequestLimits,
} from "../../../packages/remote-server/src/http/rate-limits.ts";
import { startRemoteServer } from "../../../packages/remote-server/src/start-remote-server.ts";

/**
 * The remote server in a separate process, as main.ts starts it, with three differences. It opens its store only after a message, so that
 * its modules are already loaded when the server before it is killed. The environment sets the grace period of refresh tokens and the
 * request limits. And its clock can be moved.
 */
/** All requests come from one address and a few users. They must be counted, but not refused. */
const noLimits: RequestLimits = {
  ...defaultRequestLimits,
  addressFactor: 1e6,
  callsPerUser: 1e9,
  callsPerClient: 1e9,
};

const config = readRemoteServerConfig(process.env);
// The server loads its Redis client when it opens the store. Here it is loaded earlier, because later no server listens and all clients
// repeat their requests.
if (isRedisUrl(config.sessionStore)) await import("../../../packages/auth-core/src/storage/redis-store.ts");
// A killed process does not write its compile cache, so this is done now.
flushCompileCache();
if (config.entra.developmentCaFile !== undefined) trustDevelopmentCa(config.entra.developmentCaFile);
const authority = await discoverAuthority(config.entra);
const logger = createLogger("remote-server", config.logLevel);
let movedMs = 0;
process.send?.("warm");

process.once("message", () => {
  void startRemoteServer(config, {
    authority,
    audit: createAuditLog([logSink(logger)]),
    now: () => Date.now() + movedMs,
    requestLimits: limitsIn(process.env["REQUEST_LIMITS"]),
    logError: (error) => logger.error({ error: String(error) }, "unexpected error"),
    sessionPolicy: {
      ...defaultSessionPolicy,
      refreshGraceSeconds: Number(process.env["REFRESH_GRACE_SECONDS"] ?? 30),
    },
  }).then(
    ({ listensAt }) => {
      process.on("message", moveClock);
      return process.send?.(`listening ${listensAt}`);
    },
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});

/** @param seconds added to the real time from now on. */
function moveClock(seconds: unknown): void {
  movedMs = Number(seconds) * 1_000;
  process.send?.("moved");
}

function limitsIn(limits: string | undefined): RequestLimits {
  if (limits === undefined) return noLimits;
  const [addressFactor = 1, callsPerUser = 0, callsPerClient = 0] = limits.split(",").map(Number);
  return { ...defaultRequestLimits, addressFactor, callsPerUser, callsPerClient };
}
