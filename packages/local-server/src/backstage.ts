import process from "node:process";
import { createAuditLog, createLogger, logSink } from "@mcp-entra/auth-core/without-msal";
import type { CommandLine } from "./command-line.ts";
import { loadLocalServerEnvironment, readLocalServerConfig } from "./config.ts";
import { describeStart } from "./describe-start.ts";
import type { LocalServerOptions } from "./calls/prepare-calls.ts";
import { openUrl } from "./open-url.ts";
import { prepareService } from "./prepare-service.ts";
import { trustConfiguredCa } from "./trust-configured-ca.ts";
import { writeLine } from "./write-line.ts";

/** The parts that the tool needs. They are not needed to list the tools. */
export interface Backstage extends LocalServerOptions {
  /** Checks what can never work. @throws ConfigurationError */
  check: () => Promise<void>;
  /** Ends a sign-in that still waits, if there is one. */
  close: () => Promise<void>;
  logger: ReturnType<typeof createLogger>;
}

/** @throws ConfigurationError that names each variable, the value found and the expected value. */
export function openBackstage(commandLine: CommandLine, environment: NodeJS.ProcessEnv): Backstage {
  const configured = loadLocalServerEnvironment(commandLine, environment);
  const config = readLocalServerConfig(configured);
  const logger = createLogger("local-server", config.logLevel);
  trustConfiguredCa(config.entra);
  const greeting = describeStart(process.stdin.isTTY, process.execPath);
  if (greeting !== undefined) writeLine(greeting);
  const recordEvent = createAuditLog([logSink(logger)]);
  const service = prepareService(config, configured, {
    recordEvent,
    log: (message) => logger.debug({ msal: message }, "MSAL"),
    writeLine,
  });
  return {
    authenticationService: async () => service.get(),
    graphBaseUrl: config.entra.graphBaseUrl,
    recordEvent,
    openUrl,
    writeLine,
    check: async () => service.check(),
    close: async () => service.close(),
    logger,
  };
}
