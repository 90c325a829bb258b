import { authorizationUrl } from "../support/by-hand.ts";
import type { Attack } from "./attack.ts";
import { openBrowser, victim } from "./support/cast.ts";
import { goOn, trustedClient } from "./support/steps.ts";
import { verdictOnSignIn } from "./support/verdicts.ts";

export const expiredState: Attack = {
  number: 26,
  name: "Expired state",
  does: "Finds a sign-in page that a user left open, and finishes that sign-in long after it began.",
  loss: "A session for a request that the user has forgotten.",
  attempts: [
    {
      name: "eleven minutes later",
      refusal: "400 on a page, no redirect",
      stoppedBy: [["26"]],
      play: async (target) => {
        const client = await trustedClient(target);
        const browser = openBrowser();
        const question = await browser.visit(authorizationUrl(target.endpoints, client).href);
        const entrasPage = await browser.submit(question, { decision: "approve" });
        await target.moveTime(11 * 60);
        return verdictOnSignIn(target, client, await goOn(browser, entrasPage, victim));
      },
    },
  ],
};
