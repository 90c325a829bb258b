import { authorizationUrl } from "../support/by-hand.ts";
import type { Attack } from "./attack.ts";
import { evilRedirectUri, openBrowser, victim } from "./support/cast.ts";
import { goThrough, trustedClient } from "./support/steps.ts";
import { verdictOnSignIn } from "./support/verdicts.ts";

export const unregisteredRedirect: Attack = {
  number: 1,
  name: "Unregistered redirect URI",
  does: "Sends the victim a sign-in link that names a client the victim trusts, with the attacker's address for the answer.",
  loss: "The code of the person who follows the link, and with it their session.",
  attempts: [
    {
      name: "another site",
      refusal: "400 on a page, no redirect",
      stoppedBy: [["1"]],
      play: async (target) => {
        const client = await trustedClient(target);
        const link = authorizationUrl(target.endpoints, client, { redirect_uri: evilRedirectUri });
        return verdictOnSignIn(target, client, await goThrough(openBrowser(), link, victim));
      },
    },
  ],
};
