import { authorizationUrl } from "../support/by-hand.ts";
import type { Attack } from "./attack.ts";
import { openBrowser, victim } from "./support/cast.ts";
import { goThrough, trustedClient } from "./support/steps.ts";
import { verdictOnUnaskedVisit } from "./support/verdicts.ts";

export const crossSiteAuthorize: Attack = {
  number: 22,
  name: "Cross-site authorization after an earlier approval",
  does: "Sends the victim's browser to the sign-in of a client that the victim has allowed, with the attacker's challenge and port.",
  loss: "A code for a sign-in that the victim did not begin (GHSA-rww4-4w9c-7733 and GHSA-6x8h-498w-gv8c were of this kind).",
  attempts: [
    {
      name: "the same client, another port of the same machine",
      refusal: "the victim is asked",
      stoppedBy: [["22"]],
      play: async (target) => {
        const browser = openBrowser();
        const client = await trustedClient(target);
        const link = authorizationUrl(target.endpoints, client);
        await goThrough(browser, link, victim);
        return verdictOnUnaskedVisit(target, client, browser, link);
      },
    },
  ],
};
