import { refresh } from "../support/by-hand.ts";
import { type Attack, refused, succeeded } from "./attack.ts";
import { victim } from "./support/cast.ts";
import { signInTo } from "./support/steps.ts";

export const refreshWideningScope: Attack = {
  number: 35,
  name: "Refresh that widens the scope",
  does: "Takes a session that may read a name, and asks for more scopes at the refresh.",
  loss: "Permissions that the user was never asked for.",
  attempts: [
    {
      name: "sending mail",
      refusal: "invalid_scope",
      stoppedBy: [["35"]],
      play: async (target) => {
        const { client, refreshToken } = await signInTo(target, victim);
        await target.moveTime(60);
        const scope = "User.Read Mail.Send";
        const { error, scope: granted } = await refresh(target.endpoints, client, refreshToken, { scope });
        if (granted?.split(" ").includes("Mail.Send")) return succeeded(`the scope ${granted}`);
        if (error === undefined) throw new Error(`Neither refused nor widened: ${granted}`);
        return refused(error);
      },
    },
  ],
};
