import { type Attack, type Attempt, refused, succeeded } from "./attack.ts";
import { attacker, victim } from "./support/cast.ts";
import { nameBehind, openConsents, signInTo } from "./support/steps.ts";

/**
 * The attack happens while the victim has their own page open. @param findToken returns the form token that the attacker's page sends.
 */
function sendForm(findToken: (issuer: string) => Promise<string>): Attempt["play"] {
  return async (target) => {
    const { issuer } = target.endpoints;
    const { client, accessToken } = await signInTo(target, victim);
    const { browser, page } = await openConsents(issuer, victim);
    // The browser adds its cookie without the user, as it does for a page on another subdomain.
    const form = { action: "revoke", client, form_token: await findToken(issuer) };
    const { status } = await browser.post(page, "/consents", form);
    return (await nameBehind(target, accessToken)) === undefined
      ? succeeded("the power to sign others out")
      : refused(`${status}, the client stays signed in`);
  };
}

export const approvalTakenBackByAnother: Attack = {
  number: 46,
  name: "Approval taken back by another",
  does: "Makes a page in the victim's browser press the button “Sign out” of /consents.",
  loss: "The victim's programs are signed out, as often as the attacker wants.",
  attempts: [
    {
      name: "a form without the page's token",
      refusal: "403, the client stays signed in",
      stoppedBy: [["46"]],
      play: sendForm(async () => "guessed"),
    },
    {
      name: "a form with the token of the attacker's page",
      refusal: "403, the client stays signed in",
      stoppedBy: [["46"]],
      play: sendForm(async (issuer) => (await openConsents(issuer, attacker)).formToken),
    },
  ],
};
