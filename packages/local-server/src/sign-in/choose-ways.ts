import type { Machine } from "./machine.ts";
import type { SignInPrompts } from "./prompt.ts";

/** The values of `--sign-in`. */
export const signInOptions = ["auto", "broker", "client", "browser", "device-code"] as const;
export type SignInOption = (typeof signInOptions)[number];

/** The way of signing in, and the prompt that informs the user. */
export interface SignInWay {
  flow: "broker" | "browser" | "device-code";
  prompt: keyof SignInPrompts;
}

/** What is available besides the machine itself. */
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
 * Decides how to sign in: the first way, and the next ones if that way does not reach the user. If the user
 * names a way, only that way is used.
 *
 * If it works, the browser is the better way. An attacker can get a device code and send it to a victim. A
 * loopback redirect can only reach this machine.
 */
export function chooseWays(option: SignInOption, machine: Machine, offers: Offers): SignInWay[] {
  if (option !== "auto") return [forced[option]];
  // The broker binds its refresh tokens to this device, so a thief cannot use them.
  if (offers.hasBroker && !machine.isRemote) return [forced.broker];
  // The redirect goes to http://localhost of the browser's machine. If the page is opened on another machine,
  // for example on a laptop, it cannot reach a listener in a container or on the server of an SSH session.
  const flow = machine.isRemote ? "device-code" : "browser";
  const throughTheClient = { flow, prompt: "client" } as const;
  const pastTheClient = machine.hasDisplay && !machine.isRemote ? [forced.browser] : [];
  const last = forced["device-code"];
  // Editors often start servers without DISPLAY. A client that opens pages itself does not need it.
  if (offers.clientOpensPages) return [throughTheClient, ...pastTheClient, last];
  return [...pastTheClient, last];
}
