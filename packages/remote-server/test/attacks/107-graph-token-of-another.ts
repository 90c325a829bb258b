import { refused, succeeded, type Attack } from "./attack.ts";
import { attacker, victim } from "./support/cast.ts";
import { tokenOf } from "./support/entra-tokens.ts";
import { nameBehind } from "./support/steps.ts";

export const graphTokenOfAnother: Attack = {
  number: 107,
  authorizationServer: "entra",
  name: "Graph's token of another",
  does: "Calls a tool directly after the victim, with the attacker's own token, while the server keeps the victim's token for Microsoft Graph.",
  loss: "The victim's data at Microsoft Graph.",
  attempts: [
    {
      name: "two users, one after the other",
      refusal: "each is themselves",
      stoppedBy: [["107"]],
      play: async (target) => {
        const victims = await nameBehind(target, await tokenOf(target, victim));
        if (victims !== victim.displayName) throw new Error(`The victim is taken for ${victims}.`);
        const found = await nameBehind(target, await tokenOf(target, attacker));
        if (found === attacker.displayName) return refused("each is themselves");
        if (found === victim.displayName) return succeeded("the victim's profile");
        throw new Error(`The attacker is taken for ${found}.`);
      },
    },
  ],
};
