import { type Authority, discoverAuthority, type RecordAuditEvent } from "@mcp-entra/auth-core";
import { AuthenticationService } from "./authentication-service.ts";
import type { LocalServerConfig } from "./config.ts";
import type { Equipment } from "./equipment.ts";
import type { MsalLog } from "./msal-logger-options.ts";

export interface CreateAuthenticationServiceDeps {
  recordEvent: RecordAuditEvent;
  log: MsalLog;
  equipment: () => Promise<Equipment>;
  /** Finds Entra; reads its discovery document unless given. */
  discover?: () => Promise<Authority>;
}

/**
 * The authentication service as it is configured, with what this machine offers.
 *
 * @throws ConfigurationError when Entra, the broker or the configured key cannot be used.
 */
export async function createAuthenticationService(
  config: LocalServerConfig,
  { recordEvent, log, equipment, discover }: CreateAuthenticationServiceDeps,
): Promise<AuthenticationService> {
  const { entra, signInOption } = config;
  // First: without Entra, the user need not unlock a keyring.
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
