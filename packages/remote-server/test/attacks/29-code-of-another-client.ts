import { authorizationUrl, redeem, register } from "../support/by-hand.ts";
import type { Attack } from "./attack.ts";
import { openBrowser, victim } from "./support/cast.ts";
import { codeIn, goThrough, trustedClient } from "./support/steps.ts";
import { verdictOnTokens } from "./support/verdicts.ts";

export const codeOfAnotherClient: Attack = {
  number: 29,
  name: "Code used by another client",
  does: "Steals a code and its verifier from a client's log, and redeems it with the attacker's client.",
  loss: "The victim's session, with a client name that the victim did not choose. Revoking the real client does not end it.",
  attempts: [
    {
      name: "the attacker's client",
      refusal: "invalid_grant",
      stoppedBy: [["29"]],
      play: async (target) => {
        const client = await trustedClient(target);
        const arrived = await goThrough(openBrowser(), authorizationUrl(target.endpoints, client), victim);
        const evil = await register(target.endpoints);
        return verdictOnTokens(target, await redeem(target.endpoints, evil, codeIn(arrived)));
      },
    },
  ],
};
