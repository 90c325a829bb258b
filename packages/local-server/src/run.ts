import process from "node:process";
import {
  createAuditLog,
  createLogger,
  describeFatalError,
  endProcess,
  type Environment,
  logSink,
  type RecordAuditEvent,
} from "@mcp-entra/auth-core/quick-to-load";
import type { CommandLine } from "./command-line.ts";
import { loadLocalServerEnvironment, type LocalServerConfig, readLocalServerConfig } from "./config.ts";

/** Does what the command line asks for. @throws ConfigurationError when that cannot be done as it is configured. */
export async function run(commandLine: CommandLine, environment: NodeJS.ProcessEnv): Promise<void> {
  const configured = loadLocalServerEnvironment(commandLine, environment);
  const config = readLocalServerConfig(configured);
  const command = commandFor(commandLine);
  if (command === undefined) {
    const { start } = await import("./start.ts");
    return start(config, configured);
  }
  const logger = createLogger("local-server", config.logLevel);
  const said = await command(config, createAuditLog([logSink(logger)]), configured);
  // Nothing that MSAL still holds open keeps a person waiting for their prompt.
  const close = async (): Promise<void> =>
    new Promise((resolve) => void process.stdout.write(`${said}\n`, () => resolve()));
  return endProcess({ close, logger });
}

/** What a person has asked for at a terminal. @returns what to tell them */
type Command = (
  config: LocalServerConfig,
  recordEvent: RecordAuditEvent,
  environment: Environment,
) => Promise<string>;

function commandFor({ status, signOut, signInNow }: CommandLine): Command | undefined {
  if (status) return async (config) => (await import("./commands/status.ts")).describeStatus(config);
  if (signOut) {
    return async (config, recordEvent) =>
      (await import("./commands/sign-out.ts")).signOut(config, recordEvent);
  }
  return signInNow ? signInFromTerminal : undefined;
}

const signInFromTerminal: Command = async (config, recordEvent, environment) => {
  const [{ signInNow }, { findEquipment }, { openUrl }, { trustConfiguredCa }, { writeLine }] =
    await Promise.all([
      import("./commands/sign-in-now.ts"),
      import("./equipment.ts"),
      import("./open-url.ts"),
      import("./trust-configured-ca.ts"),
      import("./write-line.ts"),
    ]);
  trustConfiguredCa(config.entra);
  const equipment = await findEquipment(config, { environment, recordEvent, writeLine });
  return signInNow(config, { equipment, recordEvent, openUrl, writeLine });
};

/** The last words of a process that cannot go on. Waits a second until they are written: stderr may be a slow pipe. */
export function fail(error: unknown): void {
  const written = new Promise<void>((resolve) => {
    process.stderr.write(`${describeFatalError(error)}\n`, () => resolve());
  });
  void endProcess({ close: async () => written, exitCode: 1 });
}
