#!/usr/bin/env node
import { describeFatalError, loadEnvironment, trustDevelopmentCa } from "@mcp-entra/auth-core/without-msal";
import { Command } from "commander";
import { readRemoteServerConfig, type RemoteServerConfig } from "./config.ts";
import { say } from "./say.ts";
import { serverVersion } from "./tools/server-version.ts";

const command = new Command("remote-server")
  .description("An MCP server over HTTP that signs users in with Microsoft Entra ID (confidential client).")
  .version(serverVersion)
  .option("--port <number>", "port to listen on, 0 for any free one (PORT, default 3001)")
  .option("--env-file <path...>", "files with variables; the environment has priority", [
    ".env.remote-server",
    ".env",
  ])
  .option(
    "--rotate-keys",
    "write the whole store again with the newest key, and exit; servers may continue to run",
  )
  .option("--new-key", "print a new key for SESSION_ENCRYPTION_KEYS, and exit")
  .addHelpText(
    "after",
    `
Variables (required unless a default is given; .env.example explains each):
  AZURE_TENANT_ID, AZURE_CLIENT_ID
  one of AZURE_MANAGED_IDENTITY_CLIENT_ID, AZURE_FEDERATED_TOKEN_FILE, AZURE_CLIENT_CERTIFICATE_PATH, AZURE_CLIENT_SECRET
  AZURE_AUTHORITY_HOST (https://login.microsoftonline.com), GRAPH_BASE_URL (https://graph.microsoft.com)
  PORT (3001), HOST (127.0.0.1), PUBLIC_URL (http://localhost:PORT), ALLOWED_ORIGINS
  AUTHORIZATION_SERVER (self); with entra: ENTRA_ALLOWED_CLIENTS, ENTRA_ALLOW_APP_ONLY, ENTRA_METADATA_FACADE, ENTRA_IDENTIFIER_URI
  BASE_SCOPES (User.Read), CLIENT_METADATA_DOCUMENTS (auto)
  TLS_CERT_PATH, TLS_KEY_PATH (https; “pnpm dev-certs” makes both for localhost), TRUST_PROXY
  SESSION_STORE (memory:), SESSION_ENCRYPTION_KEYS or SESSION_ENCRYPTION_KEYS_FILE, SESSION_KEY_VAULT_KEY
  LIMIT_* (limits for an address, a user and a client)
  LOG_LEVEL (info), OTEL_EXPORTER_OTLP_ENDPOINT, MOCK_ENTRA_CA
  DANGEROUSLY_ALLOW_LOOPBACK_CLIENT_DOCUMENTS (false; development only)

Without Azure: start "pnpm mock-entra" in another terminal; it prints the variables to use.`,
  );

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
    const config = readConfig(options);
    trustConfiguredCa(config);
    // Loaded only now: Express and MSAL take most of the start time, and a message about the configuration
    // needs neither.
    if (options.newKey) return await (await import("./maintenance.ts")).printNewKey(config);
    if (options.rotateKeys) return await (await import("./maintenance.ts")).rotate(config);
    await (await import("./serve.ts")).serve(config);
  } catch (error) {
    say(describeFatalError(error));
    process.exitCode = 1;
  }
}

function readConfig({ envFile, port, newKey }: Options): RemoteServerConfig {
  const environment = loadEnvironment(envFile);
  return readRemoteServerConfig({
    ...environment,
    ...(port && { PORT: port }),
    // An operator who makes the first key has no key in the configuration yet.
    ...(newKey && { SESSION_STORE: "memory:" }),
  });
}

function trustConfiguredCa({ entra: { developmentCaFile } }: RemoteServerConfig): void {
  if (developmentCaFile === undefined) return;
  trustDevelopmentCa(developmentCaFile);
  say(`DEVELOPMENT ONLY: also trusting the certificates of ${developmentCaFile} (MOCK_ENTRA_CA).`);
}
