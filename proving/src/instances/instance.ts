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
 * The remote server in a process of its own, as main.ts starts it, with three differences: it waits for a word before it opens
 * its store, so that its modules are loaded when the one before it is killed; how long a pair of tokens is young and how often
 * a caller may come are as the environment says; and its clock can be moved.
 */
/** All the traffic comes from one address and few users. It is to be counted, not to be refused. */
const noLimits: RequestLimits = {
  ...defaultRequestLimits,
  addressFactor: 1e6,
  callsPerUser: 1e9,
  callsPerClient: 1e9,
};

const config = readRemoteServerConfig(process.env);
// The server loads its client of Redis when it opens the store. Here that would be while no server listens and all clients ask again.
if (isRedisUrl(config.sessionStore)) await import("../../../packages/auth-core/src/storage/redis-store.ts");
// A process that is killed writes no cache at its end.
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

/** @param seconds from now on, on top of the real time. */
function moveClock(seconds: unknown): void {
  movedMs = Number(seconds) * 1_000;
  process.send?.("moved");
}

function limitsIn(limits: string | undefined): RequestLimits {
  if (limits === undefined) return noLimits;
  const [addressFactor = 1, callsPerUser = 0, callsPerClient = 0] = limits.split(",").map(Number);
  return { ...defaultRequestLimits, addressFactor, callsPerUser, callsPerClient };
}
