import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { INativeBrokerPlugin } from "@azure/msal-node";
import { ConfigurationError, messageOf } from "@mcp-entra/auth-core/without-msal";
import type { SignInOption } from "./choose-ways.ts";
import type { Machine } from "./machine.ts";

const packageName = "@azure/msal-node-extensions";
const install = `Install it where this server finds it: npm install --prefix FOLDER ${packageName}, then BROKER_FOLDER=FOLDER; or start the server with --sign-in auto.`;

export interface BrokerOptions {
  signInOption: SignInOption;
  machine: Machine;
  /**
   * The folder in which the operator has installed the plug-in; by default, the folder of this server's own
   * packages.
   */
  folder: string | undefined;
  writeLine: (line: string) => void;
}

/**
 * Microsoft's broker plug-in, if the operator has installed it and it should be used. It is not a dependency
 * of this server: it needs native libraries, and most machines have no broker.
 *
 * The server never searches the working directory: MCP clients start servers in the folder that the user has
 * just opened, and the author of its files could run code as the user.
 *
 * @throws ConfigurationError if the configuration requires a broker and there is none.
 */
export async function findBroker(options: BrokerOptions): Promise<INativeBrokerPlugin | undefined> {
  const { signInOption, machine, folder, writeLine } = options;
  const isWanted = signInOption === "broker" || (signInOption === "auto" && !machine.isRemote);
  if (!isWanted) return undefined;
  const path = locate(folder);
  const broker = path === undefined ? undefined : await load(path);
  if (broker instanceof Error || broker?.isBrokerAvailable === false) {
    const reason = broker instanceof Error ? messageOf(broker) : "it finds no broker on this machine";
    if (signInOption === "broker") throw notUsable(`${packageName} cannot be used: ${reason}`);
    writeLine(`${packageName} is installed, but cannot be used: ${reason}. Signing in without a broker.`);
    return undefined;
  }
  if (broker === undefined && (signInOption === "broker" || folder !== undefined)) {
    throw notUsable(`${packageName} is not installed${folder === undefined ? "" : ` in ${folder}`}`);
  }
  return broker;
}

function locate(folder: string | undefined): string | undefined {
  try {
    const from = folder === undefined ? import.meta.url : pathToFileURL(join(folder, "package.json"));
    return createRequire(from).resolve(packageName);
  } catch {
    return undefined;
  }
}

async function load(path: string): Promise<INativeBrokerPlugin | Error> {
  try {
    const module: unknown = await import(pathToFileURL(path).href);
    const Plugin =
      memberOf(module, "NativeBrokerPlugin") ?? memberOf(memberOf(module, "default"), "NativeBrokerPlugin");
    const plugin: unknown = typeof Plugin === "function" ? Reflect.construct(Plugin, []) : undefined;
    return isBroker(plugin) ? plugin : new Error("it has no NativeBrokerPlugin that MSAL could use");
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** Every method that MSAL calls, so that an incompatible plug-in is noticed at start-up. */
const methods = ["setLogger", "getAllAccounts", "acquireTokenSilent", "acquireTokenInteractive", "signOut"];

function isBroker(plugin: unknown): plugin is INativeBrokerPlugin {
  return (
    methods.every((name) => typeof memberOf(plugin, name) === "function") &&
    typeof memberOf(plugin, "isBrokerAvailable") === "boolean"
  );
}

function notUsable(reason: string): ConfigurationError {
  return new ConfigurationError(`The broker cannot sign users in: ${reason}. ${install}`);
}
