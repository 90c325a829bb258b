import { authorizationUrl, register } from "../support/by-hand.ts";
import { type Attack, succeeded } from "./attack.ts";
import { evilRedirectUri, openBrowser } from "./support/cast.ts";
import { trustedClient } from "./support/steps.ts";
import { verdictOnPage } from "./support/verdicts.ts";

export const unboundErrorCallback: Attack = {
  number: 27,
  name: "Unbound error callback",
  does: "Begins a sign-in with the attacker's client. Sends the victim a link to our callback that reports an error for it.",
  loss: "Our reputation: a link to our server leads to the attacker's site (an open redirector).",
  attempts: [
    {
      name: "a link with the attacker's state",
      refusal: "403 on a page, no redirect",
      stoppedBy: [["23"]],
      play: async (target) => {
        await trustedClient(target);
        const evil = await register(target.endpoints, [evilRedirectUri]);
        const attackers = openBrowser();
        const link = authorizationUrl(target.endpoints, evil, { redirect_uri: evilRedirectUri });
        const entrasPage = await attackers.submit(await attackers.visit(link.href), { decision: "approve" });
        const callback = new URL(target.endpoints.callback);
        const state = new URL(entrasPage.url).searchParams.get("state") ?? "";
        callback.search = new URLSearchParams({ error: "access_denied", state }).toString();
        const arrived = await openBrowser().visit(callback.href);
        if (arrived.url.startsWith(evilRedirectUri))
          return succeeded("a link of ours that leads to evil.example");
        return verdictOnPage(target, arrived);
      },
    },
  ],
};
