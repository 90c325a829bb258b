import { existsSync } from "node:fs";
import { isAbsolute } from "node:path";
import process from "node:process";
import {
  ConfigurationError,
  type EntraConfig,
  entraVariables,
  type Environment,
  loadEnvironment,
  type LogLevel,
  logLevels,
  readEnvironment,
  toEntraConfig,
} from "@mcp-entra/auth-core/without-msal";
import { z } from "zod";
import type { CommandLine } from "./command-line.ts";
import { type SignInOption, signInOptions } from "./sign-in/choose-ways.ts";
import {
  type TokenCacheConfig,
  tokenCacheVariables,
  toTokenCacheConfig,
} from "./token-cache/token-cache-config.ts";

/** The configuration of the local server. */
export interface LocalServerConfig {
  entra: EntraConfig;
  logLevel: LogLevel;
  signInOption: SignInOption;
  tokenCache: TokenCacheConfig;
  /** The folder in which the operator has installed a broker plug-in. */
  brokerFolder: string | undefined;
}

const variables = entraVariables.extend({
  SIGN_IN: z
    .enum(signInOptions)
    .default("auto")
    .meta({ expected: `one of ${signInOptions.join(", ")}`, example: "auto" }),
  BROKER_FOLDER: z.string().refine(isAbsolute).optional().meta({
    expected: "the absolute path of a folder with the broker plug-in in its node_modules",
    example: "/opt/broker",
  }),
  ...tokenCacheVariables,
  LOG_LEVEL: z
    .enum(logLevels)
    // Editors show stderr beside the conversation: write failures there, but not every success.
    .default("warn")
    .meta({ expected: `one of ${logLevels.join(", ")}`, example: "warn" }),
});

/** The names of all variables that this server reads. */
export const localServerVariableNames: readonly string[] = Object.keys(variables.shape);

/** @throws ConfigurationError that names each variable, the value found and the expected value. */
export function readLocalServerConfig(environment: Environment): LocalServerConfig {
  const values = readEnvironment(variables, environment);
  return {
    entra: toEntraConfig(values),
    logLevel: values.LOG_LEVEL,
    signInOption: values.SIGN_IN,
    tokenCache: toTokenCacheConfig(values, process.platform, environment),
    brokerFolder: values.BROKER_FOLDER,
  };
}

/**
 * The variable of each option. The passphrase has no option: every user of a machine can read the arguments
 * of its processes.
 */
function variablesOf({ tenantId, clientId, signIn, tokenCache, logLevel }: CommandLine): Environment {
  const given = {
    AZURE_TENANT_ID: tenantId,
    AZURE_CLIENT_ID: clientId,
    SIGN_IN: signIn,
    TOKEN_CACHE: tokenCache,
    LOG_LEVEL: logLevel,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/**
 * The order of priority: options of the command line, then the environment, then `.env.local-server` and
 * `.env` in the working directory, or the one file that was named.
 *
 * @throws ConfigurationError if the named file does not exist: a typing mistake should not start another
 * configuration.
 */
export function loadLocalServerEnvironment(commandLine: CommandLine, environment: Environment): Environment {
  const { envFile } = commandLine;
  const configured = { ...environment, ...variablesOf(commandLine) };
  if (envFile === undefined) return loadEnvironment([".env.local-server", ".env"], configured);
  if (!existsSync(envFile)) {
    throw new ConfigurationError(
      `--env-file is ${JSON.stringify(envFile)}, but there is no such file. Expected the path of a .env file; MCP clients start servers in different folders, so an absolute path is safest.`,
    );
  }
  return loadEnvironment([envFile], configured);
}
