import { authorizationUrl, redeem, refresh, register } from "../support/by-hand.ts";
import type { Attack } from "./attack.ts";
import { openBrowser, victim } from "./support/cast.ts";
import { codeIn, goThrough, signInTo, statusOfCall } from "./support/steps.ts";
import { verdictOnStatus, verdictOnTokens } from "./support/verdicts.ts";

export const tokenOfAnotherServer: Attack = {
  number: 48,
  name: "Token of another server",
  does: "Takes what a client got for one server to another one of the same organization, which keeps its sessions in the same store.",
  loss: "The border between the two: the user has agreed to one of them, and the scopes and roles of one are not the other's.",
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
