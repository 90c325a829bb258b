import { authorizationUrl, redeem } from "../support/by-hand.ts";
import type { Attack } from "./attack.ts";
import { openBrowser, victim } from "./support/cast.ts";
import { codeIn, goThrough, trustedClient } from "./support/steps.ts";
import { verdictOnTokens } from "./support/verdicts.ts";

export const codeHeldBack: Attack = {
  number: 43,
  name: "Code held back",
  does: "Stops a code before it reaches its client. Redeems it later, when the attacker also has the verifier, for example from a crash report.",
  loss: "The victim's session.",
  attempts: [
    {
      name: "a minute and a half later",
      refusal: "invalid_grant",
      stoppedBy: [["43"]],
      play: async (target) => {
        const client = await trustedClient(target);
        const arrived = await goThrough(openBrowser(), authorizationUrl(target.endpoints, client), victim);
        await target.moveTime(90);
        return verdictOnTokens(target, await redeem(target.endpoints, client, codeIn(arrived)));
      },
    },
  ],
};
