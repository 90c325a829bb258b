import { McpEntraError } from "./errors.ts";
import { systemCodeOf } from "./error-facts.ts";

/** Node's codes for an address that cannot be used. */
const listenProblems: Record<string, string> = {
  EADDRINUSE: "is already in use. Stop the other process, or choose another port",
  EACCES: "may not be opened by this user. Choose a port above 1023",
  EADDRNOTAVAIL: "does not belong to this machine. Choose an address of this machine",
};

/**
 * The last message of a process that cannot continue: one simple message if a person can correct the problem,
 * and a stack trace only for our own bug.
 *
 * @example
 * ```ts
 * expect(describeFatalError(new ConfigurationError("AZURE_TENANT_ID is not set."))).toBe(
 *   "AZURE_TENANT_ID is not set.",
 * );
 * ```
 */
export function describeFatalError(error: unknown): string {
  if (error instanceof McpEntraError) return error.message;
  if (!(error instanceof Error)) return String(error);
  const problem = listenProblems[systemCodeOf(error) ?? ""];
  if (problem === undefined) return error.stack ?? error.message;
  const address = "address" in error ? String(error.address) : "this machine";
  const port = "port" in error ? Number(error.port) : 0;
  return `PORT is ${port}, but port ${port} of ${address} ${problem}, for example PORT=${port + 1}`;
}
