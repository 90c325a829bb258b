import type { HttpBrowser } from "@mcp-entra/mock-entra/browser";
import { authorizationUrl } from "../support/by-hand.ts";
import { sha256 } from "../support/sign-in-cookie.ts";
import type { Attack, Attempt } from "./attack.ts";
import { openBrowser, openBrowserWith, victim } from "./support/cast.ts";
import { goThrough, trustedClient } from "./support/steps.ts";
import { verdictOnSignIn } from "./support/verdicts.ts";

/** @param openAttackers opens the browser in which the attacker visits the stolen address. */
function stealCallback(openAttackers: (stolen: URL) => HttpBrowser): Attempt["play"] {
  return async (target) => {
    const client = await trustedClient(target);
    const link = authorizationUrl(target.endpoints, client);
    const onItsWay = await goThrough(openBrowser(target.endpoints.callback), link, victim);
    const attackers = openAttackers(new URL(onItsWay.url));
    return verdictOnSignIn(target, client, await attackers.visit(onItsWay.url));
  };
}

export const callbackWithoutCookie: Attack = {
  number: 23,
  name: "Callback without the browser's cookie",
  does: "Learns the address with which Entra sends the victim's browser back, and opens it first.",
  loss: "The attacker's browser gets the answer to the victim's sign-in.",
  attempts: [
    {
      name: "from another machine",
      refusal: "403 on a page, no redirect",
      stoppedBy: [["23"]],
      play: stealCallback(() => openBrowser()),
    },
    {
      name: "with a cookie made up from the address",
      refusal: "403 on a page, no redirect",
      stoppedBy: [["23"], ["23-secret"]],
      play: stealCallback((stolen) => {
        const state = stolen.searchParams.get("state") ?? "";
        return openBrowserWith(`mcp-sign-in-${sha256(state).slice(0, 16)}=${state}`);
      }),
    },
  ],
};
