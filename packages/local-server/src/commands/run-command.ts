import process from "node:process";
import {
  createAuditLog,
  createLogger,
  endProcess,
  type Environment,
  logSink,
  type RecordAuditEvent,
} from "@mcp-entra/auth-core/without-msal";
import type { CommandLine } from "../command-line.ts";
import { loadLocalServerEnvironment, type LocalServerConfig, readLocalServerConfig } from "../config.ts";

/**
 * Runs a command from a terminal, writes the result to stdout, and ends.
 *
 * @throws ConfigurationError if the configuration does not allow it.
 */
export async function runCommand(commandLine: CommandLine, environment: NodeJS.ProcessEnv): Promise<void> {
  const configured = loadLocalServerEnvironment(commandLine, environment);
  const config = readLocalServerConfig(configured);
  const logger = createLogger("local-server", config.logLevel);
  const run = commandFor(commandLine);
  const said = await run(config, createAuditLog([logSink(logger)]), configured);
  // MSAL may still have open connections. The user should not wait for them.
  const close = async (): Promise<void> =>
    new Promise((resolve) => void process.stdout.write(`${said}\n`, () => resolve()));
  await endProcess({ close, logger });
}

/** @returns what to tell the person */
type Command = (
  config: LocalServerConfig,
  recordEvent: RecordAuditEvent,
  environment: Environment,
) => Promise<string>;

function commandFor({ status, signOut }: CommandLine): Command {
  if (status) return async (config) => (await import("./status.ts")).describeStatus(config);
  if (!signOut) return signInFromTerminal;
  return async (config, recordEvent) => (await import("./sign-out.ts")).signOut(config, recordEvent);
}

const signInFromTerminal: Command = async (config, recordEvent, environment) => {
  const [{ signInNow }, { findEquipment }, { openUrl }, { trustConfiguredCa }, { writeLine }] =
    await Promise.all([
      import("./sign-in-now.ts"),
      import("../equipment.ts"),
      import("../open-url.ts"),
      import("../trust-configured-ca.ts"),
      import("../write-line.ts"),
    ]);
  trustConfiguredCa(config.entra);
  const equipment = await findEquipment(config, { environment, recordEvent, writeLine });
  return signInNow(config, { equipment, recordEvent, openUrl, writeLine }).finally(
    () => void equipment.close(),
  );
};
