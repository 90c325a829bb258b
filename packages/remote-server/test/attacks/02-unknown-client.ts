import { authorizationUrl } from "../support/by-hand.ts";
import type { Attack } from "./attack.ts";
import { evilRedirectUri, openBrowser, victim } from "./support/cast.ts";
import { goThrough, trustedClient } from "./support/steps.ts";
import { verdictOnSignIn } from "./support/verdicts.ts";

export const unknownClient: Attack = {
  number: 2,
  name: "Unknown client",
  does: "Sends the victim a sign-in link with a client id that is not registered.",
  loss: "Our sign-in becomes an open redirector, and any attacker can get codes.",
  attempts: [
    {
      name: "a client id that brings its redirect URI along",
      refusal: "400 on a page, no redirect",
      stoppedBy: [["2"]],
      play: async (target) => {
        await trustedClient(target);
        const client = `self-made:${evilRedirectUri}`;
        const link = authorizationUrl(target.endpoints, client, { redirect_uri: evilRedirectUri });
        return verdictOnSignIn(target, client, await goThrough(openBrowser(), link, victim));
      },
    },
  ],
};
