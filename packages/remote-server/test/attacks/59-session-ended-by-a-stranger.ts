import { redeem, revoke } from "../support/by-hand.ts";
import { type Attack, refused, type Target, type Verdict, succeeded } from "./attack.ts";
import { victim } from "./support/cast.ts";
import { nameBehind, signInTo } from "./support/steps.ts";

async function verdictOnSession(target: Target, accessToken: string): Promise<Verdict> {
  return (await nameBehind(target, accessToken)) === undefined
    ? succeeded("the power to sign the victim out")
    : refused("the session lives");
}

export const sessionEndedByAStranger: Attack = {
  number: 59,
  name: "Session ended by a stranger",
  does: "Has seen a used code, or the first part of a token, in a log or a history, and sends it to the server.",
  loss: "The victim's session, as often as the attacker wants.",
  attempts: [
    {
      name: "a used code, without its verifier",
      refusal: "the session lives",
      stoppedBy: [["59-code"]],
      play: async (target) => {
        const { client, code, accessToken } = await signInTo(target, victim);
        await redeem(target.endpoints, client, code, { code_verifier: "x".repeat(43) });
        return verdictOnSession(target, accessToken);
      },
    },
    {
      name: "a made-up token with the session's id, at /revoke",
      refusal: "the session lives",
      stoppedBy: [["59-token"]],
      play: async (target) => {
        const { client, accessToken } = await signInTo(target, victim);
        await revoke(target.endpoints, client, `${accessToken.split(".")[0]}.made-up`);
        return verdictOnSession(target, accessToken);
      },
    },
  ],
};
