import { pino, type Logger } from "pino";
import type { AuditSink } from "./audit-log.ts";

export type LogLevel = "fatal" | "error" | "warn" | "info" | "debug" | "silent";
export const logLevels = ["fatal", "error", "warn", "info", "debug", "silent"] as const satisfies LogLevel[];

/** What may wait to be written while whoever reads stderr is slow; beyond that, lines are lost and memory is not. */
const mostBytesWaiting = 8 * 1_024 * 1_024;
/** Lines are written together: under load, one write for each would take longer than all the rest of an audit event. */
const batch = { bytes: 4_096, milliseconds: 100 };

/**
 * JSON lines on stderr: stdout belongs to the protocol wherever a server speaks stdio. Written in the background, so that no
 * request waits for a disk or a pipe; what still waits when the process ends is written then. A process that is killed (SIGKILL)
 * loses the lines of its last tenth of a second.
 */
export function createLogger(name: string, level: LogLevel): Logger {
  return pino(
    { name, level, base: { name }, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({
      dest: 2,
      sync: false,
      minLength: batch.bytes,
      periodicFlush: batch.milliseconds,
      maxLength: mostBytesWaiting,
    }),
  );
}

/** Writes each audit event as one log line. */
export function logSink(logger: Logger): AuditSink {
  return (event) => {
    const { time: _writtenByTheLogger, ...fields } = event;
    logger[event.outcome === "failure" ? "warn" : "info"](fields, "audit");
  };
}
