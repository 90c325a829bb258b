import { refresh } from "../support/by-hand.ts";
import { type Attack, refused, succeeded, type Target } from "./attack.ts";
import { victim } from "./support/cast.ts";
import { nameBehind, signInTo } from "./support/steps.ts";
import { verdictOnTokens } from "./support/verdicts.ts";

/** The attacker has stolen a refresh token. One of the two parties refreshes. Long after that, the other party sends the old token. */
async function refreshedByOne(target: Target) {
  const { client, refreshToken } = await signInTo(target, victim);
  await target.moveTime(60);
  const renewed = await refresh(target.endpoints, client, refreshToken);
  if (renewed["access_token"] === undefined) throw new Error(`The honest refresh got: ${renewed["error"]}`);
  await target.moveTime(60);
  return { client, old: refreshToken, renewed: renewed["access_token"] };
}

export const refreshReuse: Attack = {
  number: 33,
  name: "Refresh token reused after the grace",
  does: "Steals a refresh token and uses it after the client, or before it.",
  loss: "A session that the attacker can refresh while the victim does, too.",
  attempts: [
    {
      name: "the thief comes second",
      refusal: "invalid_grant",
      stoppedBy: [["33-reuse"], ["33-grace", "33-grace-store"]],
      play: async (target) => {
        const { client, old } = await refreshedByOne(target);
        return verdictOnTokens(target, await refresh(target.endpoints, client, old));
      },
    },
    {
      name: "the thief comes first, then the client",
      refusal: "invalid_grant for the client, and the thief's tokens die",
      stoppedBy: [["33-family"]],
      play: async (target) => {
        const { client, old, renewed: thiefs } = await refreshedByOne(target);
        const { error } = await refresh(target.endpoints, client, old);
        if (error !== "invalid_grant") throw new Error(`The second refresh got: ${error}`);
        const name = await nameBehind(target, thiefs);
        return name === undefined
          ? refused("invalid_grant for the client, and the thief's tokens die")
          : succeeded(`a session as ${name}`);
      },
    },
  ],
};
