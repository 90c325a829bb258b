import type { Machine } from "./machine.ts";

/** What `--sign-in` accepts. */
export const signInOptions = ["auto", "broker", "browser", "device-code"] as const;
export type SignInOption = (typeof signInOptions)[number];

/** `browser-first` goes on to the device code when no browser opens; `browser` does not. */
export type SignInWay = "broker" | "browser-first" | "browser" | "device-code";

/** What could be used besides the machine itself. */
export interface Offers {
  /** The MCP client opens pages. */
  clientOpensPages: boolean;
  /** A broker is installed, and ready. */
  hasBroker: boolean;
}

/**
 * Decides how to sign in. The browser is the better way where it works: a device code can be talked out of a person by
 * whoever sends it to them, while the loopback redirect only ever reaches this machine.
 */
export function chooseWay(option: SignInOption, machine: Machine, offers: Offers): SignInWay {
  if (option !== "auto") return option;
  // The broker binds its refresh tokens to this device, so they are of no use to whoever copies them.
  if (offers.hasBroker && !machine.isRemote) return "broker";
  // The redirect goes to http://localhost of the machine that the browser runs on. Whoever opens the page, a client's
  // window on a laptop cannot reach a listener in a container or at the far end of an SSH session.
  if (machine.isRemote) return "device-code";
  // Editors often start servers without DISPLAY; a client that opens pages itself does not need it.
  return machine.hasDisplay || offers.clientOpensPages ? "browser-first" : "device-code";
}
