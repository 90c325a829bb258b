import { z } from "zod";
import { sendToMcp } from "../support/by-hand.ts";
import { type Attack, refused, succeeded, type Target } from "./attack.ts";
import { attacker, victim } from "./support/cast.ts";
import { signInTo } from "./support/steps.ts";

const answer = z.object({
  result: z.object({
    cacheScope: z.enum(["public", "private"]),
    ttlMs: z.number(),
    tools: z.array(z.object({ name: z.string() })),
  }),
});

/** A shared cache between clients and server. It stores an answer only if the answer is public. */
function createSharedCache({ endpoints }: Target): (token: string) => Promise<string[]> {
  let kept: string[] | undefined;
  return async (token) => {
    if (kept !== undefined) return kept;
    const response = await sendToMcp(endpoints, token, { method: "tools/list" }, "2026-07-28");
    const { cacheScope, ttlMs, tools } = answer.parse(await response.json()).result;
    const names = tools.map(({ name }) => name);
    if (cacheScope === "public" && ttlMs > 0) kept = names;
    return names;
  };
}

export const listKeptForAnother: Attack = {
  number: 95,
  name: "List kept for another",
  does: "Asks for the list of tools after a shared cache has answered the victim (MCP 2026-07-28, Caching).",
  loss: "What the victim may do here, which other users do not need to know. In the same way, the victim's own list can be replaced.",
  attempts: [
    {
      name: "through a gateway, in MCP 2026-07-28",
      refusal: "a list of the attacker's own",
      stoppedBy: [["95"]],
      play: async (target) => {
        const victims = await signInTo(target, victim);
        const attackers = await signInTo(target, attacker);
        const own = await createSharedCache(target)(attackers.accessToken);
        const listFor = createSharedCache(target);
        const theirs = await listFor(victims.accessToken);
        if (theirs.join() === own.join())
          throw new Error("Both may call the same tools: there is nothing to gain.");
        const got = await listFor(attackers.accessToken);
        return got.join() === own.join()
          ? refused("a list of the attacker's own")
          : succeeded("the victim's list");
      },
    },
  ],
};
