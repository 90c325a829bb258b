import { discoverAuthority, trustDevelopmentCa } from "../../../packages/auth-core/src/index.ts";
import { readRemoteServerConfig, startRemoteServer } from "../../../packages/remote-server/src/index.ts";
import { defaultLimits } from "../../../packages/remote-server/src/listener/tls/create-web-server.ts";

/**
 * The remote server as in production, in a process that reports its use of memory. Needs --expose-gc. Its refresh grace period is short,
 * so that refreshes replace tokens and do not repeat answers.
 */
const config = readRemoteServerConfig(process.env);
if (config.entra.developmentCaFile !== undefined) trustDevelopmentCa(config.entra.developmentCaFile);
const bugs: string[] = [];
const server = await startRemoteServer(config, {
  authority: await discoverAuthority(config.entra),
  // All requests come from one machine, some as fast as possible. These limits are not part of this proof.
  requestLimits: { addressFactor: 1e6, callsPerUser: 1e9, callsPerClient: 1e9 },
  // Unused connections end soon, so that those that never end can be seen.
  connectionLimits: { ...defaultLimits, idleMs: 2_000 },
  sessionPolicy: { accessTokenSeconds: 3_600, sessionSeconds: 24 * 3_600, refreshGraceSeconds: 1 },
  logError: (error) => bugs.push(error instanceof Error ? `${error.name}: ${error.message}` : "unknown"),
});

process.on("message", (question) => {
  if (question === "stop") void server.close().then(() => process.exit());
  else process.send?.({ heapBytes: heapBytes(), resources: countResources(), bugs });
});
process.send?.({ mcp: server.endpoints.mcp });

/** Twice, because objects with a finalizer are freed only by the second collection. */
function heapBytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

function countResources(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
