import { existsSync } from "node:fs";
import process from "node:process";
import type { Environment, RecordAuditEvent } from "@mcp-entra/auth-core";
import { AuthenticationService } from "./authentication-service.ts";
import type { LocalServerConfig } from "./config.ts";
import type { MsalLog } from "./msal-logger-options.ts";
import { findBroker } from "./sign-in/find-broker.ts";
import { describeMachine } from "./sign-in/machine.ts";
import { openTokenCache } from "./token-cache/open-token-cache.ts";

export interface CreateAuthenticationServiceDeps {
  environment: Environment;
  recordEvent: RecordAuditEvent;
  /** Tells a person what they should know: on stderr. */
  writeLine: (line: string) => void;
  log: MsalLog;
}

/**
 * The authentication service as it is configured, with what this machine offers: a broker, a keyring.
 *
 * @throws ConfigurationError when Entra, the broker or the configured key cannot be used.
 */
export async function createAuthenticationService(
  config: LocalServerConfig,
  { environment, recordEvent, writeLine, log }: CreateAuthenticationServiceDeps,
): Promise<AuthenticationService> {
  const { entra, signInOption, brokerFolder: folder } = config;
  const machine = describeMachine(environment, process.platform, existsSync);
  const broker = await findBroker({ signInOption, machine, folder, writeLine });
  const openCache = async () => {
    // A broker keeps the tokens itself, bound to this device.
    if (broker !== undefined)
      return { plugin: undefined, description: "Tokens are kept by the broker of this system." };
    return openTokenCache(config.tokenCache, entra, { recordEvent, writeLine });
  };
  const { plugin, description } = await openCache();
  writeLine(description);
  return AuthenticationService.create(entra, {
    signInOption,
    machine,
    recordEvent,
    log,
    cachePlugin: plugin,
    broker,
  });
}
