import { authorizationUrl } from "../support/by-hand.ts";
import type { Attack } from "./attack.ts";
import { evilRedirectUri, openBrowser, victim } from "./support/cast.ts";
import { goThrough, trustedClient } from "./support/steps.ts";
import { verdictOnSignIn } from "./support/verdicts.ts";

export const unregisteredRedirect: Attack = {
  number: 1,
  name: "Unregistered redirect URI",
  does: "Sends the victim a sign-in link. It names a client that the victim trusts, and the attacker's address as the redirect URI.",
  loss: "The code of the person who opens the link, and so their session.",
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
