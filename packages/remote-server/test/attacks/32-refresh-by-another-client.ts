import { refresh, register } from "../support/by-hand.ts";
import type { Attack } from "./attack.ts";
import { victim } from "./support/cast.ts";
import { signInTo } from "./support/steps.ts";
import { verdictOnTokens } from "./support/verdicts.ts";

export const refreshByAnotherClient: Attack = {
  number: 32,
  name: "Refresh by another client",
  does: "Steals a client's refresh token, and refreshes with the attacker's client.",
  loss: "The victim's session, for as long as it can be refreshed.",
  attempts: [
    {
      name: "the attacker's client",
      refusal: "invalid_grant",
      stoppedBy: [["32"]],
      play: async (target) => {
        const { refreshToken } = await signInTo(target, victim);
        const evil = await register(target.endpoints);
        return verdictOnTokens(target, await refresh(target.endpoints, evil, refreshToken));
      },
    },
  ],
};
