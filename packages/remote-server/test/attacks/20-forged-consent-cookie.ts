import { authorizationUrl } from "../support/by-hand.ts";
import { sha256 } from "../support/sign-in-cookie.ts";
import type { Attack } from "./attack.ts";
import { openBrowser, openBrowserWith, victim } from "./support/cast.ts";
import { formOf, goOn, goThrough, trustedClient } from "./support/steps.ts";
import { verdictOnSignIn, verdictOnUnaskedVisit } from "./support/verdicts.ts";

export const forgedConsentCookie: Attack = {
  number: 20,
  name: "Forged consent cookie",
  does: "Sets a cookie in the victim's browser that says that the victim has agreed.",
  loss: "The victim's consent, as in 18 and 19.",
  attempts: [
    {
      name: "one that claims an approval",
      refusal: "the victim is asked",
      stoppedBy: [["20"]],
      play: async (target) => {
        const client = await trustedClient(target);
        const other = await trustedClient(target);
        const browser = openBrowserWith(`mcp-approved=${client}`);
        await goThrough(browser, authorizationUrl(target.endpoints, other), victim);
        return verdictOnUnaskedVisit(target, client, browser, authorizationUrl(target.endpoints, client));
      },
    },
    {
      name: "one that is made up, for a question of the attacker's",
      refusal: "403 on a page, no redirect",
      stoppedBy: [["19"]],
      play: async (target) => {
        const client = await trustedClient(target);
        const question = await openBrowser().visit(authorizationUrl(target.endpoints, client).href);
        const form = formOf(question);
        const name = `mcp-consent-${sha256(form["ticket"] ?? "").slice(0, 16)}`;
        const browser = openBrowserWith(`${name}=forged`);
        const answered = await browser.post(question, "/consent", { ...form, decision: "approve" });
        return verdictOnSignIn(target, client, await goOn(browser, answered, victim));
      },
    },
  ],
};
