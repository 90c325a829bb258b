import { seed } from "@mcp-entra/mock-entra";
import { redeem } from "../support/by-hand.ts";
import { generations } from "../support/generations.ts";
import { type Attack, type Attempt, refused, succeeded } from "./attack.ts";
import { victim } from "./support/cast.ts";
import { repeat } from "./support/repeat.ts";
import { auditEvents, callTool, signInTo } from "./support/steps.ts";

export const floodOfBadTokens: Attack = {
  number: 55,
  name: "Flood of bad tokens",
  does: "Sends thousands of invalid tokens and codes.",
  loss: "The view of auditors: unimportant events displace the important ones.",
  attempts: [
    ...generations.map((generation): Attempt => ({
      name: `tokens that begin with the id of a session, in MCP ${generation}`,
      refusal: "429, and an honest call is answered",
      stoppedBy: [["55-address"]],
      play: async (target) => {
        const { accessToken } = await signInTo(target, victim);
        const call = async (token: string) =>
          callTool(target.endpoints.mcp, { authorization: `Bearer ${token}` }, generation);
        const token = `${accessToken.split(".")[0]}.nonsense`;
        const statuses = await repeat(320, async () => (await call(token)).status);
        const honest = await call(accessToken);
        if (!honest.ok) throw new Error(`An honest call was answered with ${honest.status}.`);
        return statuses.includes(429)
          ? refused("429, and an honest call is answered")
          : succeeded("as many looks into the store as they like");
      },
    })),
    {
      name: "unknown codes, and callbacks without a sign-in",
      refusal: "the auditor still sees the victim's session begin",
      stoppedBy: [["55-trail"]],
      play: async (target) => {
        const { client } = await signInTo(target, victim);
        const auditor = await signInTo(target, seed.users.grace);
        await repeat(980, async () => redeem(target.endpoints, client, "unknown"));
        await repeat(100, async () => fetch(`${target.endpoints.callback}?code=made-up&state=made-up`));
        const events = await auditEvents(target, auditor.accessToken, { event: "session_created" });
        return events.some(({ user }) => user === victim.id)
          ? refused("the auditor still sees the victim's session begin")
          : succeeded("a record without what happened before");
      },
    },
  ],
};
