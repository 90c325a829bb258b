import { authorizationUrl, register } from "../support/by-hand.ts";
import type { Attack } from "./attack.ts";
import { evilRedirectUri, openBrowser, victim } from "./support/cast.ts";
import { goThrough, trustedClient } from "./support/steps.ts";
import { verdictOnUnaskedVisit } from "./support/verdicts.ts";

export const approvalOfAnotherClient: Attack = {
  number: 21,
  name: "Approval for one client, used by another",
  does: "Registers a client. Sends a victim, who has allowed another client before, to its sign-in.",
  loss: "One approval gives access to every client: the confused deputy.",
  attempts: [
    {
      name: "the attacker's client after a trusted one",
      refusal: "the victim is asked",
      stoppedBy: [["21"]],
      play: async (target) => {
        const browser = openBrowser();
        const trusted = await trustedClient(target);
        target.tell(
          "victim",
          "Ada signs in with a client that she trusts. The server asks her, and she agrees.",
        );
        await goThrough(browser, authorizationUrl(target.endpoints, trusted), victim);
        target.tell(
          "attacker",
          "The attacker registers a client. Its redirect URI is the attacker's address.",
        );
        const evil = await register(target.endpoints, [evilRedirectUri]);
        const link = authorizationUrl(target.endpoints, evil, { redirect_uri: evilRedirectUri });
        target.tell(
          "victim",
          "Ada opens the attacker's link. She is signed in at Entra, so Entra asks nothing.",
        );
        return verdictOnUnaskedVisit(target, evil, browser, link);
      },
    },
  ],
};
