import { existsSync } from "node:fs";
import process from "node:process";
import type { ICachePlugin, INativeBrokerPlugin } from "@azure/msal-node";
import type { Environment, RecordAuditEvent } from "@mcp-entra/auth-core/without-msal";
import type { LocalServerConfig } from "./config.ts";
import { findBroker } from "./sign-in/find-broker.ts";
import { describeMachine, type Machine } from "./sign-in/machine.ts";
import { openTokenCache } from "./token-cache/open-token-cache.ts";

/** The broker and the token storage of this machine. */
export interface Equipment {
  machine: Machine;
  broker: INativeBrokerPlugin | undefined;
  /**
   * Keeps tokens after this process has ended; undefined for MSAL's own memory, or if a broker keeps them.
   */
  cachePlugin: ICachePlugin | undefined;
  /** Closes the keyring, if there is one. */
  close: () => Promise<void>;
}

export interface EquipmentDeps {
  environment: Environment;
  recordEvent: RecordAuditEvent;
  /** Writes a message for the user, on stderr. */
  writeLine: (line: string) => void;
}

/**
 * Looks for the configured broker and keyring, and says where tokens are kept.
 *
 * @throws ConfigurationError if the broker or the configured key cannot be used.
 */
export async function findEquipment(config: LocalServerConfig, deps: EquipmentDeps): Promise<Equipment> {
  const { entra, signInOption, brokerFolder: folder } = config;
  const { environment, writeLine } = deps;
  const machine = describeMachine(environment, process.platform, existsSync);
  const broker = await findBroker({ signInOption, machine, folder, writeLine });
  if (broker !== undefined) {
    // Bound to this device.
    writeLine("Tokens are kept by the broker of this system.");
    return { machine, broker, cachePlugin: undefined, close: async () => undefined };
  }
  const { plugin, description, close } = await openTokenCache(config.tokenCache, entra, deps);
  writeLine(description);
  return { machine, broker, cachePlugin: plugin, close };
}
