import { authorizationUrl } from "../support/by-hand.ts";
import type { Attack } from "./attack.ts";
import { openBrowser, victim } from "./support/cast.ts";
import { formOf, goOn, trustedClient } from "./support/steps.ts";
import { verdictOnSignIn } from "./support/verdicts.ts";

export const answerTurnedAround: Attack = {
  number: 81,
  name: "Answer turned around",
  does: "The user has just pressed “Do not allow”. The attacker goes back in the browser and presses “Allow”.",
  loss: "A session for a client that the user has refused.",
  attempts: [
    {
      name: "yes after no",
      refusal: "400 on a page, no redirect",
      stoppedBy: [["81"]],
      play: async (target) => {
        const client = await trustedClient(target);
        const browser = openBrowser();
        const question = await browser.visit(authorizationUrl(target.endpoints, client).href);
        await browser.post(question, "/consent", { ...formOf(question), decision: "deny" });
        const answer = { ...formOf(question), decision: "approve" };
        const answered = await browser.post(question, "/consent", answer);
        return verdictOnSignIn(target, client, await goOn(browser, answered, victim));
      },
    },
  ],
};
