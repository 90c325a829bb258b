import { redeem } from "../support/by-hand.ts";
import { type Attack, refused, succeeded } from "./attack.ts";
import { victim } from "./support/cast.ts";
import { nameBehind, signInTo } from "./support/steps.ts";
import { verdictOnTokens } from "./support/verdicts.ts";

export const codeReplay: Attack = {
  number: 31,
  name: "Code replay",
  does: "Redeems a code that was redeemed before. Or redeems a stolen code first, and hopes that the server does not notice.",
  loss: "A second session from one sign-in, or a session that stays valid although the theft was noticed.",
  attempts: [
    {
      name: "the thief comes second",
      refusal: "invalid_grant",
      stoppedBy: [["31-once"]],
      play: async (target) => {
        const { client, code } = await signInTo(target, victim);
        return verdictOnTokens(target, await redeem(target.endpoints, client, code));
      },
    },
    {
      name: "the thief comes first, then the client",
      refusal: "invalid_grant for the client, and the thief's tokens die",
      stoppedBy: [["31-family"]],
      play: async (target) => {
        const { client, code, accessToken: thiefs } = await signInTo(target, victim);
        const { error } = await redeem(target.endpoints, client, code);
        if (error !== "invalid_grant") throw new Error(`The second redemption got: ${error}`);
        const name = await nameBehind(target, thiefs);
        return name === undefined
          ? refused("invalid_grant for the client, and the thief's tokens die")
          : succeeded(`a session as ${name}`);
      },
    },
  ],
};
