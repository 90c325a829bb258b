import type { Attack } from "./attack.ts";
import { victim } from "./support/cast.ts";
import { signInTo, statusOfCall } from "./support/steps.ts";
import { verdictOnStatus } from "./support/verdicts.ts";

export const tokenInQuery: Attack = {
  number: 38,
  name: "Token in the query",
  does: "Makes a client put its token into the URL. Then reads it in a log, a history or a Referer header.",
  loss: "A session, from a place that is not kept secret.",
  attempts: [
    {
      name: "access_token at /mcp",
      refusal: "401",
      stoppedBy: [["38"]],
      play: async (target) => {
        const { accessToken } = await signInTo(target, victim);
        const address = new URL(target.endpoints.mcp);
        address.searchParams.set("access_token", accessToken);
        return verdictOnStatus(await statusOfCall(address.href, {}), 401, "a habit that leaks tokens");
      },
    },
  ],
};
