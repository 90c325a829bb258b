import { authorizationUrl } from "../support/by-hand.ts";
import type { Attack } from "./attack.ts";
import { attacker, openBrowser, victim } from "./support/cast.ts";
import { formOf, goOn, trustedClient } from "./support/steps.ts";
import { verdictOnSignIn } from "./support/verdicts.ts";

export const consentTokenOfAnotherBrowser: Attack = {
  number: 19,
  name: "Form token of another browser",
  does: "Opens the question in the attacker's browser. Then makes the victim's browser send the answer with that page's tokens.",
  loss: "The victim never sees a question. With single sign-on, Entra shows no page either.",
  attempts: [
    {
      name: "the attacker's page, the victim's browser",
      refusal: "403 on a page, no redirect",
      stoppedBy: [["19"]],
      play: async (target) => {
        const client = await trustedClient(target);
        const question = await openBrowser().visit(authorizationUrl(target.endpoints, client).href);
        const victims = openBrowser();
        const answer = { ...formOf(question), decision: "approve" };
        const answered = await victims.post(question, "/consent", answer);
        return verdictOnSignIn(target, client, await goOn(victims, answered, victim));
      },
    },
    {
      name: "a copy of the victim's page, sent by the attacker after the victim has said yes",
      refusal: "403 on a page, no redirect",
      stoppedBy: [["19"]],
      play: async (target) => {
        const client = await trustedClient(target);
        const victims = openBrowser();
        const question = await victims.visit(authorizationUrl(target.endpoints, client).href);
        const answer = { ...formOf(question), decision: "approve" };
        await victims.post(question, "/consent", answer);
        const attackers = openBrowser();
        const answered = await attackers.post(question, "/consent", answer);
        return verdictOnSignIn(target, client, await goOn(attackers, answered, attacker));
      },
    },
  ],
};
