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

/** The authentication service, which takes its time. */
export interface PreparedService {
  /**
   * The service, made when it is first asked for: until a tool is called, no user waits for MSAL and no keyring asks to be
   * unlocked. What has failed is tried anew.
   *
   * @throws ConfigurationError when Entra, the broker or the configured key cannot be used.
   */
  get(): Promise<AuthenticationService>;
  /**
   * Finds out what would never work. Entra may just be out of reach, since an editor often starts before the network is there:
   * then a person is told, and the next call looks again.
   *
   * @throws ConfigurationError for what no waiting will mend.
   */
  check(): Promise<void>;
  /** Ends a sign-in that still waits, if there is any, and lets go of the keyring. */
  close(): Promise<void>;
}

export interface PrepareServiceDeps {
  recordEvent: RecordAuditEvent;
  log: MsalLog;
  /** Tells a person what they should know: on stderr. */
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

/** Whether something is configured that may turn out to be unusable. */
function isEquipmentConfigured({ signInOption, brokerFolder, tokenCache }: LocalServerConfig): boolean {
  const { keyFile, passphrase } = tokenCache;
  return (
    signInOption === "broker" || [brokerFolder, keyFile, passphrase].some((value) => value !== undefined)
  );
}
