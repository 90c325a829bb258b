import { authorizationUrl, redeem } from "../support/by-hand.ts";
import type { Attack, Attempt } from "./attack.ts";
import { openBrowser, victim } from "./support/cast.ts";
import { codeIn, goThrough, trustedClient } from "./support/steps.ts";
import { verdictOnTokens } from "./support/verdicts.ts";

/** Redeems a stolen code with other parameters than the client's. */
function redeemWith(parameters: Record<string, string>): Attempt["play"] {
  return async (target) => {
    const client = await trustedClient(target);
    const arrived = await goThrough(openBrowser(), authorizationUrl(target.endpoints, client), victim);
    return verdictOnTokens(target, await redeem(target.endpoints, client, codeIn(arrived), parameters));
  };
}

export const wrongVerifierOrRedirect: Attack = {
  number: 30,
  name: "Wrong verifier or redirect URI",
  does: "Redeems a stolen code without the verifier, or with another redirect URI than the one that the code was sent to.",
  loss: "The victim's session.",
  attempts: [
    {
      name: "a guessed verifier",
      refusal: "invalid_grant",
      stoppedBy: [["30-verifier"]],
      play: redeemWith({ code_verifier: "a-verifier-that-is-long-enough-but-not-the-right-one" }),
    },
    {
      name: "another redirect URI",
      refusal: "invalid_grant",
      stoppedBy: [["30-redirect"]],
      play: redeemWith({ redirect_uri: "http://127.0.0.1:10/callback" }),
    },
  ],
};
