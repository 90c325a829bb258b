import { authorizationUrl } from "../support/by-hand.ts";
import type { Attack } from "./attack.ts";
import { openBrowser, victim } from "./support/cast.ts";
import { goOn, trustedClient } from "./support/steps.ts";
import { verdictOnSignIn } from "./support/verdicts.ts";

export const questionLeftOpen: Attack = {
  number: 41,
  name: "Question left open",
  does: "Finds the consent page open on a machine that its user has left, and presses “Allow”.",
  loss: "A session for a request that the user has forgotten.",
  attempts: [
    {
      name: "eleven minutes later",
      refusal: "400 on a page, no redirect",
      stoppedBy: [["41"]],
      play: async (target) => {
        const client = await trustedClient(target);
        const browser = openBrowser();
        const question = await browser.visit(authorizationUrl(target.endpoints, client).href);
        await target.moveTime(11 * 60);
        return verdictOnSignIn(target, client, await goOn(browser, question, victim));
      },
    },
  ],
};
