import type { Attack } from "./attack.ts";
import { victim } from "./support/cast.ts";
import { signInTo, statusOfCall } from "./support/steps.ts";
import { verdictOnStatus } from "./support/verdicts.ts";

export const expiredAccessToken: Attack = {
  number: 44,
  name: "Expired access token",
  does: "Finds an old access token in a backup or a log, and uses it.",
  loss: "The session, for as long as its client refreshes it.",
  attempts: [
    {
      name: "two hours later",
      refusal: "401",
      stoppedBy: [["44"]],
      play: async (target) => {
        const { accessToken } = await signInTo(target, victim);
        await target.moveTime(2 * 60 * 60);
        const status = await statusOfCall(target.endpoints.mcp, { authorization: `Bearer ${accessToken}` });
        return verdictOnStatus(status, 401, "a tool call");
      },
    },
  ],
};
