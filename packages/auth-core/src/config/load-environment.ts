import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { messageOf, systemCodeOf } from "../errors/error-facts.ts";
import { ConfigurationError } from "../errors/errors.ts";
import type { Environment } from "./read-environment.ts";

/**
 * The process environment, and then the given `.env` files: the first source that sets a variable has
 * priority. A missing file is allowed, an unreadable file is not. Nothing is written to `process.env`, so
 * child processes do not inherit secrets.
 *
 * @example
 * ```ts
 * const environment = loadEnvironment([".env.my-server", ".env"], process.env);
 * ```
 */
export function loadEnvironment(
  files: readonly string[],
  environment: Environment = process.env,
): Environment {
  const weakestFirst = [...files.map(readEnvFile).toReversed(), environment];
  return Object.fromEntries(weakestFirst.flatMap((source) => Object.entries(source)));
}

function readEnvFile(path: string): Environment {
  try {
    return parseEnv(readFileSync(path, "utf8"));
  } catch (error) {
    if (systemCodeOf(error) === "ENOENT") return {};
    throw new ConfigurationError(`The file ${path} cannot be read: ${messageOf(error)}.`);
  }
}
