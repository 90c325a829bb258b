import { authorizationUrl, redeem, refresh } from "../support/by-hand.ts";
import type { Attack } from "./attack.ts";
import { openBrowser, victim } from "./support/cast.ts";
import { codeIn, goThrough, signInTo, trustedClient } from "./support/steps.ts";
import { verdictOnSignIn, verdictOnTokens } from "./support/verdicts.ts";

const resource = "https://evil.example/mcp";

export const foreignResource: Attack = {
  number: 14,
  name: "Foreign resource",
  does: "Runs an MCP server that names our server as its authorization server. Its clients then ask us for a token for it.",
  loss: "One of our tokens: clients send it to the resource that they asked for, which is the attacker's.",
  attempts: [
    {
      name: "at the authorization endpoint",
      refusal: "invalid_target, sent to the client",
      stoppedBy: [["14"]],
      play: async (target) => {
        const client = await trustedClient(target);
        const link = authorizationUrl(target.endpoints, client, { resource });
        return verdictOnSignIn(target, client, await goThrough(openBrowser(), link, victim));
      },
    },
    {
      name: "at the token endpoint, with a code",
      refusal: "invalid_target",
      stoppedBy: [["14"]],
      play: async (target) => {
        const client = await trustedClient(target);
        const arrived = await goThrough(openBrowser(), authorizationUrl(target.endpoints, client), victim);
        const answer = await redeem(target.endpoints, client, codeIn(arrived), { resource });
        return verdictOnTokens(target, answer);
      },
    },
    {
      name: "at the token endpoint, with a refresh token",
      refusal: "invalid_target",
      stoppedBy: [["14"]],
      play: async (target) => {
        const { client, refreshToken } = await signInTo(target, victim);
        return verdictOnTokens(target, await refresh(target.endpoints, client, refreshToken, { resource }));
      },
    },
  ],
};
