import { authorizationUrl, redeem } from "../support/by-hand.ts";
import type { Attack, Attempt } from "./attack.ts";
import { openBrowser, victim } from "./support/cast.ts";
import { codeIn, goThrough, trustedClient } from "./support/steps.ts";
import { verdictOnTokens } from "./support/verdicts.ts";

/** Redeems a stolen code with other parameters than the client's. */
function redeemWith(parameters: Record<string, string>, how: string): Attempt["play"] {
  return async (target) => {
    const client = await trustedClient(target);
    target.tell(
      "victim",
      "Ada signs in. The attacker reads the code on its way to her client, such as in a log.",
    );
    const arrived = await goThrough(openBrowser(), authorizationUrl(target.endpoints, client), victim);
    target.tell("attacker", `The attacker exchanges the stolen code, ${how}.`);
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
      play: redeemWith(
        { code_verifier: "a-verifier-that-is-long-enough-but-not-the-right-one" },
        "and guesses the verifier, which never left her client",
      ),
    },
    {
      name: "another redirect URI",
      refusal: "invalid_grant",
      stoppedBy: [["30-redirect"]],
      play: redeemWith({ redirect_uri: "http://127.0.0.1:10/callback" }, "with another redirect URI"),
    },
  ],
};
