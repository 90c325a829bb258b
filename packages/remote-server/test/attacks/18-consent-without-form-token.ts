import { authorizationUrl } from "../support/by-hand.ts";
import type { Attack } from "./attack.ts";
import { openBrowser, victim } from "./support/cast.ts";
import { formOf, goOn, trustedClient } from "./support/steps.ts";
import { verdictOnSignIn } from "./support/verdicts.ts";

export const consentWithoutFormToken: Attack = {
  number: 18,
  name: "Consent without the form's token",
  does: "While the victim has our question open, the attacker's page in the same browser sends the answer “Allow”.",
  loss: "The attacker gives the victim's consent: the confused deputy.",
  attempts: [
    {
      name: "a form that another page sends",
      refusal: "403 on a page, no redirect",
      stoppedBy: [["18"]],
      play: async (target) => {
        const client = await trustedClient(target);
        const browser = openBrowser();
        const question = await browser.visit(authorizationUrl(target.endpoints, client).href);
        // The attacker knows the number of the question. The browser adds its cookies without a decision of the user.
        const { ticket = "" } = formOf(question);
        const answered = await browser.post(question, "/consent", { ticket, decision: "approve" });
        return verdictOnSignIn(target, client, await goOn(browser, answered, victim));
      },
    },
  ],
};
