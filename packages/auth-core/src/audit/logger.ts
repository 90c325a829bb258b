import process from "node:process";
import { pino, type Logger } from "pino";
import type { AuditSink } from "./audit-log.ts";
import { createLineDestination } from "./line-destination.ts";

export type LogLevel = "fatal" | "error" | "warn" | "info" | "debug" | "silent";
export const logLevels = ["fatal", "error", "warn", "info", "debug", "silent"] as const satisfies LogLevel[];

/**
 * Writes JSON lines to stderr, because a stdio server needs stdout for the protocol. Requests do not wait for
 * the reader of the log. At the end of the process, it writes the waiting lines, if the reader reads them
 * immediately. A killed process (SIGKILL) loses the lines of its last tenth of a second.
 *
 * @example
 * ```ts
 * const logger = createLogger("my-server", "warn");
 * logger.info("not shown at this level");
 * ```
 */
export function createLogger(name: string, level: LogLevel): Logger {
  const destination = createLineDestination(process.stderr);
  process.once("exit", () => destination.flush());
  return pino({ name, level, base: { name }, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}

/**
 * Writes each audit event as one log line.
 *
 * @example
 * ```ts
 * const audit = createAuditLog([logSink(logger)]);
 * ```
 */
export function logSink(logger: Logger): AuditSink {
  return (event) => {
    const { time: _writtenByTheLogger, ...fields } = event;
    logger[event.outcome === "failure" ? "warn" : "info"](fields, "audit");
  };
}
