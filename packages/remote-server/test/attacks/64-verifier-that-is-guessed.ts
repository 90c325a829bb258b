import { createHash } from "node:crypto";
import { authorizationUrl, redeem, register } from "../support/by-hand.ts";
import type { Attack } from "./attack.ts";
import { openBrowser, victim } from "./support/cast.ts";
import { codeIn, goThrough, trustedClient } from "./support/steps.ts";
import { verdictOnTokens } from "./support/verdicts.ts";

export const verifierThatIsGuessed: Attack = {
  number: 64,
  name: "Verifier that is guessed",
  does: "Steals the code of a client whose verifier has one letter, and tries all letters.",
  loss: "The session: such a verifier does not protect it.",
  attempts: [
    {
      name: "one letter",
      refusal: "invalid_request",
      stoppedBy: [["64"]],
      play: async (target) => {
        await trustedClient(target);
        const client = await register(target.endpoints);
        const challenge = createHash("sha256").update("a").digest("base64url");
        const link = authorizationUrl(target.endpoints, client, { code_challenge: challenge });
        const stolen = codeIn(await goThrough(openBrowser(), link, victim));
        return verdictOnTokens(
          target,
          await redeem(target.endpoints, client, stolen, { code_verifier: "a" }),
        );
      },
    },
  ],
};
