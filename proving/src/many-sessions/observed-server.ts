import { discoverAuthority, trustDevelopmentCa } from "../../../packages/auth-core/src/index.ts";
import { readRemoteServerConfig, startRemoteServer } from "../../../packages/remote-server/src/index.ts";
import { defaultLimits } from "../../../packages/remote-server/src/listener/tls/create-web-server.ts";

/**
 * The remote server as it is started in production, in a process that can be asked how much it holds. Needs --expose-gc.
 * Its refresh grace is short, so that refreshes of this proof replace tokens instead of repeating them.
 */
const config = readRemoteServerConfig(process.env);
if (config.entra.developmentCaFile !== undefined) trustDevelopmentCa(config.entra.developmentCaFile);
const bugs: string[] = [];
const server = await startRemoteServer(config, {
  authority: await discoverAuthority(config.entra),
  // All come from one machine, and some call as fast as they can: what is looked at here are other bounds.
  requestLimits: { addressFactor: 1e6, callsPerUser: 1e9, callsPerClient: 1e9 },
  // Unused connections end soon, so that those that never end show.
  connectionLimits: { ...defaultLimits, idleMs: 2_000 },
  sessionPolicy: { accessTokenSeconds: 3_600, sessionSeconds: 24 * 3_600, refreshGraceSeconds: 1 },
  logError: (error) => bugs.push(error instanceof Error ? `${error.name}: ${error.message}` : "unknown"),
});

process.on("message", (question) => {
  if (question === "stop") void server.close().then(() => process.exit());
  else process.send?.({ heapBytes: heapBytes(), resources: countResources(), bugs });
});
process.send?.({ mcp: server.endpoints.mcp });

/** Twice, since what the first collection finalizes only the second one frees. */
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
