import { authorizationUrl, pkce, redeem } from "../support/by-hand.ts";
import type { Attack, Attempt } from "./attack.ts";
import { openBrowser, victim } from "./support/cast.ts";
import { codeIn, goThrough, trustedClient } from "./support/steps.ts";
import { verdictOnSignIn, verdictOnTokens } from "./support/verdicts.ts";

/**
 * The attacker sees the victim's sign-in link and, later, the code. Both are in a browser's history or in a proxy's log.
 *
 * @param guess the verifier that the attacker sends. The attacker computes it from the link.
 */
function stealCode(parameters: Record<string, string>, guess: string): Attempt["play"] {
  return async (target) => {
    const client = await trustedClient(target);
    const link = authorizationUrl(target.endpoints, client, parameters);
    const arrived = await goThrough(openBrowser(), link, victim);
    if (!arrived.url.includes("code=")) return verdictOnSignIn(target, client, arrived);
    const stolen = codeIn(arrived);
    return verdictOnTokens(target, await redeem(target.endpoints, client, stolen, { code_verifier: guess }));
  };
}

export const noRealChallenge: Attack = {
  number: 13,
  name: "Missing, plain or malformed challenge",
  does: "Steals the code of a client whose code_challenge does not protect it.",
  loss: "The session: without PKCE, a thief can redeem a stolen code.",
  attempts: [
    {
      name: "missing",
      refusal: "invalid_request, sent to the client",
      stoppedBy: [["13-method", "13-shape", "30-verifier"]],
      play: stealCode({ code_challenge: "", code_challenge_method: "" }, "x".repeat(43)),
    },
    {
      name: "plain",
      refusal: "invalid_request, sent to the client",
      stoppedBy: [["13-method", "30-verifier"]],
      play: stealCode({ code_challenge: pkce.challenge, code_challenge_method: "plain" }, pkce.challenge),
    },
    {
      name: "malformed",
      refusal: "invalid_request, sent to the client",
      stoppedBy: [["13-shape", "30-verifier"]],
      play: stealCode({ code_challenge: "a" }, "x".repeat(43)),
    },
  ],
};
