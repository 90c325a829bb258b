import { signIn } from "@mcp-entra/mock-entra/browser";
import { authorizationUrl } from "../support/by-hand.ts";
import type { Attack } from "./attack.ts";
import { openBrowser, victim } from "./support/cast.ts";
import { trustedClient } from "./support/steps.ts";
import { verdictOnSignIn } from "./support/verdicts.ts";

export const flowFinishedByTheVictim: Attack = {
  number: 24,
  name: "Begun by the attacker, finished by the victim",
  does: "Agrees to everything in the attacker's browser, stops at Entra's sign-in page, and sends the link of that page to the victim.",
  loss: "The victim signs in at the real Entra, and the attacker's client gets the session.",
  attempts: [
    {
      name: "a link to Entra's page",
      refusal: "403 on a page, no redirect",
      stoppedBy: [["23"]],
      play: async (target) => {
        const client = await trustedClient(target);
        const attackers = openBrowser();
        const question = await attackers.visit(authorizationUrl(target.endpoints, client).href);
        const entrasPage = await attackers.submit(question, { decision: "approve" });
        const victims = openBrowser();
        const arrived = await signIn(victims, await victims.visit(entrasPage.url), victim);
        return verdictOnSignIn(target, client, arrived);
      },
    },
  ],
};
