import { existsSync } from "node:fs";
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
} from "@mcp-entra/auth-core";
import { z } from "zod";

/** Everything that the local server has to know before it starts. */
export interface LocalServerConfig {
  entra: EntraConfig;
  logLevel: LogLevel;
}

const variables = entraVariables.extend({
  LOG_LEVEL: z
    .enum(logLevels)
    // Editors show stderr beside the conversation: failures belong there, every success does not.
    .default("warn")
    .meta({ expected: `one of ${logLevels.join(", ")}`, example: "warn" }),
});

/** @throws ConfigurationError that names each variable, what was found and what is expected. */
export function readLocalServerConfig(environment: Environment): LocalServerConfig {
  const values = readEnvironment(variables, environment);
  return { entra: toEntraConfig(values), logLevel: values.LOG_LEVEL };
}

/**
 * The environment over `.env.local-server` and `.env` in the working directory, or over the one file that was named.
 *
 * @throws ConfigurationError when the named file does not exist: a typing error should not start another configuration.
 */
export function loadLocalServerEnvironment(
  envFile: string | undefined,
  environment: Environment,
): Environment {
  if (envFile === undefined) return loadEnvironment([".env.local-server", ".env"], environment);
  if (!existsSync(envFile)) {
    throw new ConfigurationError(
      `--env-file is ${JSON.stringify(envFile)}, but there is no such file. Expected the path of a .env file; MCP clients start servers in folders of their own, so an absolute path is safest.`,
    );
  }
  return loadEnvironment([envFile], environment);
}
