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

/** Everything behind the tool: none of it is needed to say which tools there are. */
export interface Backstage extends LocalServerOptions {
  /** Finds out what would never work. @throws ConfigurationError */
  check: () => Promise<void>;
  /** Ends a sign-in that still waits, if there is any. */
  close: () => Promise<void>;
  logger: ReturnType<typeof createLogger>;
}

/** @throws ConfigurationError that names each variable, what was found and what is expected. */
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
