import { refresh } from "../support/by-hand.ts";
import { type Attack, refused, succeeded } from "./attack.ts";
import { victim } from "./support/cast.ts";
import { nameBehind, signInTo } from "./support/steps.ts";

export const parallelRefresh: Attack = {
  number: 34,
  name: "Parallel refresh",
  does: "Sends a stolen refresh token at the same moment as the client.",
  loss: "Two sets of new tokens. The client has the invalid one and is signed out, and the thief has the valid one.",
  attempts: [
    {
      name: "eight at once",
      refusal: "one descendant",
      stoppedBy: [["34"]],
      play: async (target) => {
        const { client, refreshToken } = await signInTo(target, victim);
        await target.moveTime(60);
        const refreshOnce = async () => refresh(target.endpoints, client, refreshToken);
        const answers = await Promise.all(Array.from({ length: 8 }, refreshOnce));
        const descendants = [...new Set(answers.map((answer) => answer["access_token"] ?? ""))];
        const names = await Promise.all(descendants.map(async (token) => nameBehind(target, token)));
        if (!names.includes(victim.displayName)) throw new Error("No client got a token that works.");
        return descendants.length === 1
          ? refused("one descendant")
          : succeeded(`one of ${descendants.length} pairs; only the last is good`);
      },
    },
  ],
};
