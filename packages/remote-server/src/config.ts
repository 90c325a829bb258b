import {
  type ClientCredentialConfig,
  clientCredentialVariables,
  ConfigurationError,
  describeStoreLocation,
  type EntraConfig,
  entraVariables,
  type Environment,
  isLoopbackHost,
  isStoreLocation,
  type KeySource,
  type LogLevel,
  logLevels,
  type OpenTelemetryOptions,
  readEnvironment,
  toClientCredentialConfig,
  toEntraConfig,
  type VariableHelp,
} from "@mcp-entra/auth-core/without-msal";
import { z } from "zod";
import { type ClientsConfig, clientsVariables, toClientsConfig } from "./clients-config.ts";
import { type EntraTokensConfig, entraTokensVariables, toEntraTokensConfig } from "./entra-tokens-config.ts";
import { allowedOrigins } from "./http/allowed-origins.ts";
import { type LimitsConfig, limitVariables, toLimitsConfig } from "./limits-config.ts";
import { type NetworkConfig, networkVariables, toNetworkConfig } from "./listener/network-config.ts";
import { telemetryVariables, toTelemetryConfig } from "./telemetry-config.ts";

/** The configuration of the remote server. */
export interface RemoteServerConfig extends NetworkConfig, ClientsConfig, LimitsConfig, EntraTokensConfig {
  entra: EntraConfig;
  /** How this server proves its identity to Entra. */
  credential: ClientCredentialConfig;
  sessionStore: string;
  /** Where the keys that encrypt the store come from. */
  keys: KeySource;
  logLevel: LogLevel;
  /** Origins of web pages that may call /mcp, /sse and /message. Programs need none. */
  allowedOrigins: readonly string[];
  /** The OpenTelemetry collector that audit events go to as well, if there is one. */
  telemetry: OpenTelemetryOptions | undefined;
  /** DEVELOPMENT ONLY: clients' metadata documents may be on this machine. */
  allowLoopbackClientDocuments: boolean;
}

const help = (text: VariableHelp): VariableHelp => text;

const variables = entraVariables.extend({
  ...networkVariables.shape,
  ...entraTokensVariables.shape,
  ...clientsVariables.shape,
  ...telemetryVariables.shape,
  ...limitVariables.shape,
  ALLOWED_ORIGINS: allowedOrigins.optional().meta(
    help({
      expected:
        "origins of web pages (https, or http on loopback) and of desktop programs (scheme://name), comma between them",
      example: "http://localhost:6274,vscode-file://vscode-app",
    }),
  ),
  SESSION_STORE: z
    .string()
    .refine(isStoreLocation)
    .default("memory:")
    .meta(
      help({
        expected: "memory:, sqlite:PATH, redis://HOST:PORT or rediss://HOST:PORT",
        example: "sqlite:./sessions.sqlite",
        // A Redis URL with a mistake can contain a password.
        secret: true,
      }),
    ),
  SESSION_ENCRYPTION_KEYS: z
    .string()
    .optional()
    .meta(help({ expected: "32-byte keys in base64, newest first", example: "…", secret: true })),
  SESSION_ENCRYPTION_KEYS_FILE: z
    .string()
    .optional()
    .meta(
      help({
        expected: "the path of a file with one key on each line, newest first",
        example: "/run/secrets/keys",
      }),
    ),
  SESSION_KEY_VAULT_KEY: z
    .url({ protocol: /^https$/ })
    .optional()
    .meta(
      help({
        expected: "the address of an RSA key in Azure Key Vault, without its version",
        example: "https://my-vault.vault.azure.net/keys/mcp-sessions",
      }),
    ),
  DANGEROUSLY_ALLOW_LOOPBACK_CLIENT_DOCUMENTS: z
    .enum(["true", "false"])
    .default("false")
    .meta(help({ expected: "true or false (development only)", example: "false" })),
  LOG_LEVEL: z
    .enum(logLevels)
    .default("info")
    .meta(help({ expected: `one of ${logLevels.join(", ")}`, example: "info" })),
});

/** @throws ConfigurationError that names each variable, what was found and what is expected. */
export function readRemoteServerConfig(environment: Environment): RemoteServerConfig {
  const values = readEnvironment(variables.extend(clientCredentialVariables(environment)), environment);
  const entra = toEntraConfig(values);
  const allowLoopbackClientDocuments = values.DANGEROUSLY_ALLOW_LOOPBACK_CLIENT_DOCUMENTS === "true";
  if (allowLoopbackClientDocuments) requireDevelopmentMachine(values);
  return {
    ...toNetworkConfig(values),
    ...toEntraTokensConfig(values, environment),
    ...toClientsConfig(values),
    ...toLimitsConfig(values),
    entra,
    credential: toClientCredentialConfig(values),
    allowedOrigins: values.ALLOWED_ORIGINS ?? [],
    sessionStore: values.SESSION_STORE,
    keys: keySourceFrom(values),
    logLevel: values.LOG_LEVEL,
    telemetry: toTelemetryConfig(values),
    allowLoopbackClientDocuments,
  };
}

/** Unknown callers must not be able to reach this machine's loopback through us. */
function requireDevelopmentMachine({
  HOST,
  PUBLIC_URL,
}: {
  HOST: string;
  PUBLIC_URL?: string | undefined;
}): void {
  const publicHost = PUBLIC_URL === undefined ? "localhost" : new URL(PUBLIC_URL).hostname;
  if (isLoopbackHost(HOST) && isLoopbackHost(publicHost)) return;
  throw new ConfigurationError(
    `DANGEROUSLY_ALLOW_LOOPBACK_CLIENT_DOCUMENTS is true, but HOST (${HOST}) or PUBLIC_URL (${publicHost}) is not on loopback. It lets everybody who can reach this server make it connect to local ports. Expected both on loopback, or the variable removed.`,
  );
}

type KeyValues = Pick<
  z.output<typeof variables>,
  "SESSION_STORE" | "SESSION_ENCRYPTION_KEYS" | "SESSION_ENCRYPTION_KEYS_FILE" | "SESSION_KEY_VAULT_KEY"
>;

/**
 * Entra's tokens are never on a disk unencrypted. Without keys, they must be deleted when the process ends.
 */
function keySourceFrom(values: KeyValues): KeySource {
  const { SESSION_ENCRYPTION_KEYS: keys, SESSION_ENCRYPTION_KEYS_FILE: file } = values;
  if (keys !== undefined && file !== undefined) {
    throw new ConfigurationError(
      "SESSION_ENCRYPTION_KEYS and SESSION_ENCRYPTION_KEYS_FILE are both set. Expected the keys in one place: remove one of the two.",
    );
  }
  if (keys === undefined && file === undefined && values.SESSION_STORE !== "memory:") {
    const store = JSON.stringify(describeStoreLocation(values.SESSION_STORE));
    throw new ConfigurationError(
      `SESSION_STORE is ${store}, but SESSION_ENCRYPTION_KEYS is not set. Expected a key to encrypt what is stored, there or in the file SESSION_ENCRYPTION_KEYS_FILE; make one with: remote-server --new-key`,
    );
  }
  return { keys, file, vaultKey: values.SESSION_KEY_VAULT_KEY };
}
