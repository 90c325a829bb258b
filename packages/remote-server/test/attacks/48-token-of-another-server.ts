import { authorizationUrl, redeem, refresh, register } from "../support/by-hand.ts";
import type { Attack } from "./attack.ts";
import { openBrowser, victim } from "./support/cast.ts";
import { codeIn, goThrough, signInTo, statusOfCall } from "./support/steps.ts";
import { verdictOnStatus, verdictOnTokens } from "./support/verdicts.ts";

export const tokenOfAnotherServer: Attack = {
  number: 48,
  name: "Token of another server",
  does: "A client got a token or a code for one server. The attacker uses it at another server of the same organization, which has the same store.",
  loss: "The separation of the two servers: the user has agreed to one of them, and its scopes and roles are not those of the other.",
  attempts: [
    {
      name: "an access token",
      refusal: "401",
      stoppedBy: [["48-access"]],
      play: async (target) => {
        const { accessToken } = await signInTo(target, victim);
        const sister = await target.openSister();
        const status = await statusOfCall(sister.mcp, { authorization: `Bearer ${accessToken}` });
        return verdictOnStatus(status, 401, "the victim's data, from a server that they have never allowed");
      },
    },
    {
      name: "a code",
      refusal: "invalid_grant",
      stoppedBy: [["48-code"]],
      play: async (target) => {
        const sister = { ...target, endpoints: await target.openSister() };
        const client = await register(target.endpoints);
        const link = authorizationUrl(target.endpoints, client);
        const code = codeIn(await goThrough(openBrowser(), link, victim));
        return verdictOnTokens(sister, await redeem(sister.endpoints, client, code));
      },
    },
    {
      name: "a refresh token",
      refusal: "invalid_grant",
      stoppedBy: [["48-refresh"]],
      play: async (target) => {
        const { client, refreshToken } = await signInTo(target, victim);
        const sister = await target.openSister();
        return verdictOnTokens(target, await refresh(sister, client, refreshToken));
      },
    },
  ],
};
