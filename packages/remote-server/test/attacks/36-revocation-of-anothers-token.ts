import { register, revoke } from "../support/by-hand.ts";
import { type Attack, refused, succeeded } from "./attack.ts";
import { victim } from "./support/cast.ts";
import { nameBehind, signInTo } from "./support/steps.ts";

export const revocationOfAnothersToken: Attack = {
  number: 36,
  name: "Revocation of another's token",
  does: "Revokes a token that was issued to another client.",
  loss: "The victim is signed out, as often as the attacker wants.",
  attempts: [
    {
      name: "by the attacker's client",
      refusal: "200 that tells nothing, no effect",
      stoppedBy: [["36"]],
      play: async (target) => {
        const { accessToken } = await signInTo(target, victim);
        const evil = await register(target.endpoints);
        const status = await revoke(target.endpoints, evil, accessToken);
        if (status !== 200) throw new Error(`The revocation got ${status}.`);
        return (await nameBehind(target, accessToken)) === undefined
          ? succeeded("the power to sign others out")
          : refused("200 that tells nothing, no effect");
      },
    },
  ],
};
