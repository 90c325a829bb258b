import process from "node:process";
import {
  createAuditLog,
  createLogger,
  describeFatalError,
  endProcess,
  logSink,
} from "@mcp-entra/auth-core/quick-to-load";
import type { CommandLine } from "./command-line.ts";
import { loadLocalServerEnvironment, readLocalServerConfig } from "./config.ts";

/** Does what the command line asks for. @throws ConfigurationError when that cannot be done as it is configured. */
export async function run(commandLine: CommandLine, environment: NodeJS.ProcessEnv): Promise<void> {
  const configured = loadLocalServerEnvironment(commandLine, environment);
  const config = readLocalServerConfig(configured);
  if (commandLine.status) {
    const { describeStatus } = await import("./commands/status.ts");
    process.stdout.write(`${await describeStatus(config)}\n`);
  } else if (commandLine.signOut) {
    const { signOut } = await import("./commands/sign-out.ts");
    const recordEvent = createAuditLog([logSink(createLogger("local-server", config.logLevel))]);
    process.stdout.write(`${await signOut(config, recordEvent)}\n`);
  } else {
    const { start } = await import("./start.ts");
    await start(config, configured);
  }
}

/** The last words of a process that cannot go on. Waits a second until they are written: stderr may be a slow pipe. */
export function fail(error: unknown): void {
  const written = new Promise<void>((resolve) => {
    process.stderr.write(`${describeFatalError(error)}\n`, () => resolve());
  });
  void endProcess({ close: async () => written, exitCode: 1 });
}
