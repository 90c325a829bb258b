import type { Machine } from "./machine.ts";
import type { SignInPrompts } from "./prompt.ts";

/** What `--sign-in` accepts. */
export const signInOptions = ["auto", "broker", "client", "browser", "device-code"] as const;
export type SignInOption = (typeof signInOptions)[number];

/** What is done, and through which of the prompts the person hears of it. */
export interface SignInWay {
  flow: "broker" | "browser" | "device-code";
  prompt: keyof SignInPrompts;
}

/** What could be used besides the machine itself. */
export interface Offers {
  /** The MCP client opens pages. */
  clientOpensPages: boolean;
  /** A broker is installed, and ready. */
  hasBroker: boolean;
}

const forced: Record<Exclude<SignInOption, "auto">, SignInWay> = {
  broker: { flow: "broker", prompt: "terminal" },
  client: { flow: "browser", prompt: "client" },
  browser: { flow: "browser", prompt: "terminal" },
  "device-code": { flow: "device-code", prompt: "terminal" },
};

/**
 * Decides how to sign in: the first way, and what to go on to when that one does not reach the person. A user who names a way gets
 * that one alone.
 *
 * The browser is the better way where it works: a device code can be obtained by an attacker who sends it to a person, while
 * the loopback redirect only ever reaches this machine.
 */
export function chooseWays(option: SignInOption, machine: Machine, offers: Offers): SignInWay[] {
  if (option !== "auto") return [forced[option]];
  // The broker binds its refresh tokens to this device, so they are of no use to a thief.
  if (offers.hasBroker && !machine.isRemote) return [forced.broker];
  // The redirect goes to http://localhost of the machine that the browser runs on. A page that is opened elsewhere, by a client's
  // window on a laptop for example, cannot reach a listener in a container or at the far end of an SSH session.
  const flow = machine.isRemote ? "device-code" : "browser";
  const throughTheClient = { flow, prompt: "client" } as const;
  const pastTheClient = machine.hasDisplay && !machine.isRemote ? [forced.browser] : [];
  const last = forced["device-code"];
  // Editors often start servers without DISPLAY; a client that opens pages itself does not need it.
  if (offers.clientOpensPages) return [throughTheClient, ...pastTheClient, last];
  return [...pastTheClient, last];
}
