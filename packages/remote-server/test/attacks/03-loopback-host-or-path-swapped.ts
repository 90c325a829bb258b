import { authorizationUrl } from "../support/by-hand.ts";
import type { Attack, Attempt } from "./attack.ts";
import { openBrowser, victim } from "./support/cast.ts";
import { goThrough, trustedClient } from "./support/steps.ts";
import { verdictOnSignIn } from "./support/verdicts.ts";

/** The client has registered http://127.0.0.1:9/callback. Only the port of this address may differ (RFC 8252 §7.3). */
function redirectTo(redirectUri: string): Attempt["play"] {
  return async (target) => {
    const client = await trustedClient(target);
    const link = authorizationUrl(target.endpoints, client, { redirect_uri: redirectUri });
    return verdictOnSignIn(target, client, await goThrough(openBrowser(), link, victim));
  };
}

export const loopbackHostOrPathSwapped: Attack = {
  number: 3,
  name: "Loopback host or path swapped",
  does: "For a loopback redirect URI, any port is allowed. The attacker uses another host or another path.",
  loss: "The code goes to another program on the victim's machine, or to a page of the right program that forwards it.",
  attempts: [
    {
      name: "another host",
      refusal: "400 on a page, no redirect",
      stoppedBy: [["1"]],
      play: redirectTo("http://localhost:9/callback"),
    },
    {
      name: "another path",
      refusal: "400 on a page, no redirect",
      stoppedBy: [["1"]],
      play: redirectTo("http://127.0.0.1:9/elsewhere"),
    },
  ],
};
