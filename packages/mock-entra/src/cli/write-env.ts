import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import type { Directory } from "../directory/directory.ts";
import type { RunningMockEntra } from "../server/listen.ts";
import { serverEnvironments } from "./environment.ts";

/**
 * Writes `.env.local-server` and `.env.remote-server` for a running mock. An existing file is never changed:
 * it may contain values that cannot be restored.
 * @returns the results, one line for each file, without secrets
 */
export function writeEnvFiles(folder: string, running: RunningMockEntra, directory: Directory): string[] {
  const environments = Object.entries(serverEnvironments(running, directory));
  if (environments.length === 0) {
    return ["--write-env: the directory has neither of the two servers’ applications. Nothing was written."];
  }
  return environments.flatMap(([name, variables]) =>
    writeEnvFile(join(folder, `.env.${name}-server`), variables),
  );
}

function writeEnvFile(path: string, variables: Readonly<Record<string, string>>): string[] {
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
  try {
    // Only the owner can read it, as every file with a secret. `wx` fails if the file exists.
    writeFileSync(path, lines.join(""), { mode: 0o600, flag: "wx" });
    return [`${path}: written.`];
  } catch (error) {
    if (!isExisting(error)) throw error;
    return describeDifference(path, parseEnv(readFileSync(path, "utf8")), variables);
  }
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EEXIST";
}

function describeDifference(
  path: string,
  found: NodeJS.Dict<string>,
  expected: Readonly<Record<string, string>>,
): string[] {
  const different = Object.entries(expected).filter(([name, value]) => found[name] !== value);
  if (different.length === 0) return [`${path}: says so already.`];
  return [
    `${path}: is there already, and was not changed. Delete it to have it written, or change these lines:`,
    ...different.map(([name, value]) => `  ${describeLine(name, found[name], value)}`),
  ];
}

/** The user's own file may contain the secret of a real tenant. */
function describeLine(name: string, found: string | undefined, expected: string): string {
  const isSecret = name.includes("SECRET");
  const wanted = isSecret ? "the value that the banner shows" : expected;
  if (found === undefined) return `${name} is missing. Expected ${wanted}.`;
  return isSecret ? `${name} is another one.` : `${name} is ${found}. Expected ${wanted}.`;
}
