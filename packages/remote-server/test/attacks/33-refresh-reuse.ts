import { refresh } from "../support/by-hand.ts";
import { type Attack, refused, succeeded, type Target } from "./attack.ts";
import { victim } from "./support/cast.ts";
import { nameBehind, signInTo } from "./support/steps.ts";
import { verdictOnTokens } from "./support/verdicts.ts";

/** The attacker has stolen a refresh token. One of the two parties refreshes. Long after that, the other party sends the old token. */
async function refreshedByOne(target: Target, first: "victim" | "attacker") {
  const { client, refreshToken } = await signInTo(target, victim);
  await target.moveTime(60);
  target.tell(
    first,
    first === "attacker"
      ? "The attacker has stolen the refresh token of Ada's client, and uses it first."
      : "Ada's client uses its refresh token. The attacker has a copy of it.",
  );
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
        const { client, old } = await refreshedByOne(target, "victim");
        target.tell("attacker", "A minute later, the attacker uses the same refresh token.");
        return verdictOnTokens(target, await refresh(target.endpoints, client, old));
      },
    },
    {
      name: "the thief comes first, then the client",
      refusal: "invalid_grant for the client, and the thief's tokens die",
      stoppedBy: [["33-family"]],
      play: async (target) => {
        const { client, old, renewed: thiefs } = await refreshedByOne(target, "attacker");
        target.tell("victim", "A minute later, Ada's client uses the same refresh token: two have it.");
        const { error } = await refresh(target.endpoints, client, old);
        if (error !== "invalid_grant") throw new Error(`The second refresh got: ${error}`);
        target.tell("attacker", "The attacker calls a tool with the token from the first refresh.");
        const name = await nameBehind(target, thiefs);
        return name === undefined
          ? refused("invalid_grant for the client, and the thief's tokens die")
          : succeeded(`a session as ${name}`);
      },
    },
  ],
};
