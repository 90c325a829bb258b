import { type Authority, discoverAuthority, type RecordAuditEvent } from "@mcp-entra/auth-core";
import { AuthenticationService } from "./authentication-service.ts";
import type { LocalServerConfig } from "./config.ts";
import type { Equipment } from "./equipment.ts";
import type { MsalLog } from "./msal-logger-options.ts";

export interface CreateAuthenticationServiceDeps {
  recordEvent: RecordAuditEvent;
  log: MsalLog;
  equipment: () => Promise<Equipment>;
  /** Finds Entra; by default, reads its discovery document. */
  discover?: () => Promise<Authority>;
}

/**
 * The configured authentication service, with the broker or keyring of this machine.
 *
 * @throws ConfigurationError if Entra, the broker or the configured key cannot be used.
 */
export async function createAuthenticationService(
  config: LocalServerConfig,
  { recordEvent, log, equipment, discover }: CreateAuthenticationServiceDeps,
): Promise<AuthenticationService> {
  const { entra, signInOption } = config;
  // First: if Entra cannot be reached, the user should not have to unlock a keyring.
  const authority = await (discover === undefined ? discoverAuthority(entra) : discover());
  const { machine, broker, cachePlugin } = await equipment();
  return AuthenticationService.create(entra, {
    signInOption,
    recordEvent,
    log,
    discover: async () => authority,
    machine,
    broker,
    cachePlugin,
  });
}
