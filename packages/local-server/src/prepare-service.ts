import {
  discoverAuthority,
  type Environment,
  McpEntraError,
  type RecordAuditEvent,
} from "@mcp-entra/auth-core/without-msal";
import type { AuthenticationService } from "./authentication-service.ts";
import type { LocalServerConfig } from "./config.ts";
import type { Equipment } from "./equipment.ts";
import type { MsalLog } from "./msal-logger-options.ts";
import { onDemand } from "./on-demand.ts";

/** The authentication service, which takes some time to create. */
export interface PreparedService {
  /**
   * The service, created at the first request. Until a tool is called, no user waits for MSAL, and no keyring
   * has to be unlocked. After a failure, the next request tries again.
   *
   * @throws ConfigurationError if Entra, the broker or the configured key cannot be used.
   */
  get(): Promise<AuthenticationService>;
  /**
   * Checks what can never work. An editor often starts before the network is ready, so Entra may not be
   * reachable yet: then the user gets a message, and the next call tries again.
   *
   * @throws ConfigurationError for problems that waiting does not solve.
   */
  check(): Promise<void>;
  /** Ends a sign-in that still waits, if there is one, and closes the keyring. */
  close(): Promise<void>;
}

export interface PrepareServiceDeps {
  recordEvent: RecordAuditEvent;
  log: MsalLog;
  /** Writes a message for the user, on stderr. */
  writeLine: (line: string) => void;
}

export function prepareService(
  config: LocalServerConfig,
  environment: Environment,
  { recordEvent, log, writeLine }: PrepareServiceDeps,
): PreparedService {
  let creating: Promise<AuthenticationService> | undefined;
  let equipping: Promise<Equipment> | undefined;
  const discover = onDemand(async () => discoverAuthority(config.entra));
  const equipment = onDemand(async (): Promise<Equipment> => {
    const { findEquipment } = await import("./equipment.ts");
    equipping = findEquipment(config, { environment, recordEvent, writeLine });
    return equipping;
  });
  const get = onDemand(async () => {
    const { createAuthenticationService } = await import("./create-authentication-service.ts");
    creating = createAuthenticationService(config, { recordEvent, log, equipment, discover });
    return creating;
  });
  return {
    get,
    check: async () => {
      if (isEquipmentConfigured(config)) await equipment();
      await discover().catch((error: unknown) => {
        if (!(error instanceof McpEntraError) || error.code !== "authority_unreachable") throw error;
        writeLine(
          `WARNING: ${error.message} Each tool call looks for it again; there is no need to restart this server.`,
        );
      });
    },
    close: async () => {
      await (await creating)?.close();
      await (await equipping)?.close();
    },
  };
}

/** Whether the configuration has parts that may be unusable. */
function isEquipmentConfigured({ signInOption, brokerFolder, tokenCache }: LocalServerConfig): boolean {
  const { keyFile, passphrase } = tokenCache;
  return (
    signInOption === "broker" || [brokerFolder, keyFile, passphrase].some((value) => value !== undefined)
  );
}
