import { authorizationUrl } from "../support/by-hand.ts";
import type { Attack } from "./attack.ts";
import { openBrowser, victim } from "./support/cast.ts";
import { formOf, goOn, trustedClient } from "./support/steps.ts";
import { verdictOnSignIn } from "./support/verdicts.ts";

export const consentWithoutFormToken: Attack = {
  number: 18,
  name: "Consent without the form's token",
  does: "Has a page in the victim's browser send the answer “Allow” to a question that the victim has before them.",
  loss: "The victim's consent is given by the attacker: the confused deputy.",
  attempts: [
    {
      name: "a form that another page sends",
      refusal: "403 on a page, no redirect",
      stoppedBy: [["18"]],
      play: async (target) => {
        const client = await trustedClient(target);
        const browser = openBrowser();
        const question = await browser.visit(authorizationUrl(target.endpoints, client).href);
        // As if the number of the question had leaked; the browser adds its cookies by itself.
        const { ticket = "" } = formOf(question);
        const answered = await browser.post(question, "/consent", { ticket, decision: "approve" });
        return verdictOnSignIn(target, client, await goOn(browser, answered, victim));
      },
    },
  ],
};
