import { pino, type Logger } from "pino";
import type { AuditSink } from "./audit-log.ts";

export type LogLevel = "fatal" | "error" | "warn" | "info" | "debug" | "silent";
export const logLevels = ["fatal", "error", "warn", "info", "debug", "silent"] as const satisfies LogLevel[];

/** JSON lines on stderr: stdout belongs to the protocol wherever a server speaks stdio. */
export function createLogger(name: string, level: LogLevel): Logger {
  return pino({ name, level, base: { name }, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2));
}

/** Writes each audit event as one log line. */
export function logSink(logger: Logger): AuditSink {
  return (event) => {
    const { time: _writtenByTheLogger, ...fields } = event;
    logger[event.outcome === "failure" ? "warn" : "info"](fields, "audit");
  };
}
