import {
  createLogger,
  describeStoreLocation,
  discoverAuthority,
  endProcess,
} from "@mcp-entra/auth-core/without-msal";
import type { RemoteServerConfig } from "./config.ts";
import type { Endpoints } from "./auth/rules/endpoints.ts";
import type { CertificateEvent } from "./listener/tls/watch-key-pair.ts";
import { openAuditLog } from "./open-audit-log.ts";
import { say } from "./say.ts";
import { type RemoteServer, startRemoteServer } from "./start-remote-server.ts";

/** Longer than the server waits for requests and for the last log records. */
const longestGoodbyeMs = 8_000;

/** Serves until a signal comes, and writes the important information to the terminal. */
export async function serve(config: RemoteServerConfig): Promise<void> {
  const server = await start(config);
  stopOnSignals(server);
  for (const warning of server.warnings) say(`WARNING: ${warning}`);
  say(welcome(server, config));
}

type Logger = ReturnType<typeof createLogger>;

async function start(config: RemoteServerConfig): Promise<RemoteServer & { logger: Logger }> {
  if (config.allowLoopbackClientDocuments) {
    say(
      "DANGEROUS, DEVELOPMENT ONLY: fetching clients' metadata documents from this machine as well (DANGEROUSLY_ALLOW_LOOPBACK_CLIENT_DOCUMENTS). Any web page can make this server connect to its local ports.",
    );
  }
  const logger = createLogger("remote-server", config.logLevel);
  const authority = await discoverAuthority(config.entra);
  const { audit, close } = await openAuditLog(logger, config.telemetry);
  const server = await startRemoteServer(config, {
    authority,
    audit,
    logError: (error) =>
      logger.error({ error: error instanceof Error ? error.stack : String(error) }, "unexpected error"),
    onCertificate: (event) => logCertificate(logger, event),
  });
  // Only after that: the last requests also write events.
  return { ...server, logger, close: async () => server.close().then(close) };
}

function logCertificate(logger: Logger, event: CertificateEvent): void {
  if (event.kind === "renewed") {
    logger.info({ expires: event.expires }, "serving the renewed certificate");
  } else if (event.kind === "refused") {
    logger.error(
      { reason: event.reason },
      "serving the old certificate, because the new files cannot be used",
    );
  } else {
    logger.error({ expires: event.expires }, "the certificate has expired or expires soon: renew it");
  }
}

function welcome({ endpoints, listensAt }: RemoteServer, config: RemoteServerConfig): string {
  const sessions =
    config.sessionStore === "memory:"
      ? "in memory, gone when this process ends (SESSION_STORE=sqlite:PATH or redis://HOST:PORT keeps them)"
      : describeStoreLocation(config.sessionStore);
  return [
    `The remote MCP server is running. Stop it with Ctrl-C.`,
    `  MCP endpoint     ${endpoints.mcp}   (legacy: ${endpoints.sse})`,
    `  signs in with    ${config.entra.authorityHost}, tenant ${config.entra.tenantId}`,
    ...issuerNotice(endpoints, config),
    `  sessions         ${sessions}`,
    ...(config.trustProxy === undefined ? [] : [`  behind a proxy   ${proxyNotice(listensAt)}`]),
    `Next: add the MCP endpoint to an MCP client; its first connection opens the sign-in.`,
  ].join("\n");
}

function issuerNotice({ callback, mcp }: Endpoints, config: RemoteServerConfig): string[] {
  if (config.authorizationServer === "self")
    return [`  redirect URI     ${callback}   (register it in Entra, platform Web)`];
  return [
    `  tokens           Entra's own, for ${config.identifierUri ?? mcp}   (an Application ID URI of its registration)`,
    `  for clients      ${config.allowedClients.join(", ") || "none (ENTRA_ALLOWED_CLIENTS)"}`,
  ];
}

function proxyNotice(listensAt: string): string {
  return `which is to reach ${listensAt}, and no other caller is: client addresses are believed (TRUST_PROXY)`;
}

function stopOnSignals(server: RemoteServer & { logger: Logger }): void {
  const close = async (): Promise<void> => server.close().then(() => say("Stopped."));
  const stop = (): void => {
    // A second signal ends the process immediately.
    process.removeAllListeners("SIGINT").removeAllListeners("SIGTERM");
    void endProcess({ close, closeMs: longestGoodbyeMs, logger: server.logger });
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
}
