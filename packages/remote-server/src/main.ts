#!/usr/bin/env node
import {
  createAuditLog,
  createLogger,
  describeFatalError,
  describeStoreLocation,
  discoverAuthority,
  endProcess,
  type Environment,
  loadEnvironment,
  logSink,
  trustDevelopmentCa,
} from "@mcp-entra/auth-core";
import { Command } from "commander";
import { readRemoteServerConfig, type RemoteServerConfig } from "./config.ts";
import { createStoreKey, describeRotation, rotateStoreKeys } from "./maintenance.ts";
import { openAuditLog } from "./open-audit-log.ts";
import { type RemoteServer, startRemoteServer } from "./start-remote-server.ts";
import type { CertificateEvent } from "./listener/tls/watch-key-pair.ts";

const command = new Command("remote-server")
  .description("An MCP server over HTTP that signs users in with Microsoft Entra ID (confidential client).")
  .version("1.0.0")
  .option("--port <number>", "port to listen on, 0 for any free one (PORT, default 3001)")
  .option("--env-file <path...>", "files with variables; the environment wins over them", [
    ".env.remote-server",
    ".env",
  ])
  .option("--rotate-keys", "bring the whole store under the newest key, and exit; servers may go on running")
  .option("--new-key", "print a new key for SESSION_ENCRYPTION_KEYS, and exit")
  .addHelpText(
    "after",
    `
Variables (required unless a default is given; .env.example explains each):
  AZURE_TENANT_ID, AZURE_CLIENT_ID
  one of AZURE_MANAGED_IDENTITY_CLIENT_ID, AZURE_FEDERATED_TOKEN_FILE, AZURE_CLIENT_CERTIFICATE_PATH, AZURE_CLIENT_SECRET
  AZURE_AUTHORITY_HOST (https://login.microsoftonline.com), GRAPH_BASE_URL (https://graph.microsoft.com)
  PORT (3001), HOST (127.0.0.1), PUBLIC_URL (http://localhost:PORT), ALLOWED_ORIGINS
  TLS_CERT_PATH, TLS_KEY_PATH (https; “pnpm dev-certs” makes both for localhost), TRUST_PROXY
  SESSION_STORE (memory:), SESSION_ENCRYPTION_KEYS or SESSION_ENCRYPTION_KEYS_FILE, SESSION_KEY_VAULT_KEY
  LOG_LEVEL (info), OTEL_EXPORTER_OTLP_ENDPOINT, MOCK_ENTRA_CA
  DANGEROUSLY_ALLOW_LOOPBACK_CLIENT_DOCUMENTS (false; development only)

Without Azure: start "pnpm mock-entra" in another terminal; it prints the variables to use.`,
  );

/** Longer than the server itself lets requests and the last log records take. */
const longestGoodbyeMs = 8_000;

await main();

interface Options {
  port?: string;
  envFile: string[];
  rotateKeys?: true;
  newKey?: true;
}

async function main(): Promise<void> {
  const options = command.parse().opts<Options>();
  try {
    const environment = loadEnvironment(options.envFile);
    if (options.newKey) return await printNewKey(environment);
    const config = readRemoteServerConfig({ ...environment, ...(options.port && { PORT: options.port }) });
    if (options.rotateKeys) return await rotate(config);
    const server = await start(config);
    stopOnSignals(server);
    for (const warning of server.warnings) say(`WARNING: ${warning}`);
    say(welcome(server, config));
  } catch (error) {
    say(describeFatalError(error));
    process.exitCode = 1;
  }
}

/** The key goes to stdout, and nothing else does: it can be piped into a file or a vault. */
async function printNewKey(environment: Environment): Promise<void> {
  // Whoever asks for the first key has none to configure yet.
  const config = readRemoteServerConfig({ ...environment, SESSION_STORE: "memory:" });
  trustConfiguredCa(config);
  process.stdout.write(`${await createStoreKey(config, await discoverAuthority(config.entra))}\n`);
}

async function rotate(config: RemoteServerConfig): Promise<void> {
  trustConfiguredCa(config);
  const audit = createAuditLog([logSink(createLogger("remote-server", config.logLevel))]);
  const rotation = await rotateStoreKeys(config, await discoverAuthority(config.entra), { audit });
  say(`Keys rotated: ${describeRotation(rotation)}.`);
  if (rotation.contested > 0) say("Give every server the newest key first, then run this again.");
  if (rotation.contested + rotation.unreadable > 0) process.exitCode = 1;
}

type Logger = ReturnType<typeof createLogger>;

async function start(config: RemoteServerConfig): Promise<RemoteServer & { logger: Logger }> {
  trustConfiguredCa(config);
  if (config.allowLoopbackClientDocuments) {
    say(
      "DANGEROUS, DEVELOPMENT ONLY: fetching clients' metadata documents from this machine as well (DANGEROUSLY_ALLOW_LOOPBACK_CLIENT_DOCUMENTS). Any web page can make this server knock on its local ports.",
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
  // Only then: the last requests have something to report as well.
  return { ...server, logger, close: async () => server.close().then(close) };
}

function logCertificate(logger: Logger, event: CertificateEvent): void {
  if (event.kind === "renewed") {
    logger.info({ expires: event.expires }, "serving the renewed certificate");
  } else if (event.kind === "refused") {
    logger.error({ reason: event.reason }, "serving the old certificate, the new files cannot be used");
  } else {
    logger.error({ expires: event.expires }, "the certificate is about to expire, or has: renew it");
  }
}

function trustConfiguredCa({ entra: { developmentCaFile } }: RemoteServerConfig): void {
  if (developmentCaFile === undefined) return;
  trustDevelopmentCa(developmentCaFile);
  say(`DEVELOPMENT ONLY: also trusting the certificates of ${developmentCaFile} (MOCK_ENTRA_CA).`);
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
    `  redirect URI     ${endpoints.callback}   (register it in Entra, platform Web)`,
    `  sessions         ${sessions}`,
    ...(config.trustProxy === undefined ? [] : [`  behind a proxy   ${proxyNotice(listensAt)}`]),
    `Next: add the MCP endpoint to an MCP client; its first connection opens the sign-in.`,
  ].join("\n");
}

function proxyNotice(listensAt: string): string {
  return `which is to reach ${listensAt}, and nobody else is: client addresses are believed (TRUST_PROXY)`;
}

function stopOnSignals(server: RemoteServer & { logger: Logger }): void {
  const close = async (): Promise<void> => server.close().then(() => say("Stopped."));
  const stop = (): void => {
    // A second signal ends the process the hard way.
    process.removeAllListeners("SIGINT").removeAllListeners("SIGTERM");
    void endProcess({ close, closeMs: longestGoodbyeMs, logger: server.logger });
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
