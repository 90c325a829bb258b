import { postOf } from "../support/generations.ts";
import { type Attack, type Attempt, refused, succeeded } from "./attack.ts";
import { victim } from "./support/cast.ts";
import { inEachGeneration, signInTo } from "./support/steps.ts";

/** A call with the attacker's own token, as expensive as possible. @param filler unnecessary content of the call. */
function sendCall(filler: string): Attempt["play"] {
  return async (target) => {
    const { accessToken } = await signInTo(target, victim);
    const outcome = await inEachGeneration(async (generation) => {
      const post = postOf(generation, { method: "tools/list", params: { filler: "" } });
      const body = JSON.stringify(post.body).replace('"filler":""', () => `"filler":${filler}`);
      const headers = { ...post.headers, authorization: `Bearer ${accessToken}` };
      const { status } = await fetch(target.endpoints.mcp, { method: "POST", headers, body });
      return status === 413 ? "413" : "read";
    });
    return outcome === "413"
      ? refused("413")
      : succeeded("the server's one thread, for milliseconds with each of 300 calls a minute");
  };
}

function members(count: number): string {
  return `{${Array.from({ length: count }, (_, index) => `"${index}":1`).join()}}`;
}

export const costlyCall: Attack = {
  number: 51,
  name: "Costly call",
  does: "Stays below the limits for the number of calls, and sends calls that take the server a long time to read.",
  loss: "The one thread that serves all users.",
  attempts: [
    {
      name: "a long text",
      refusal: "413",
      stoppedBy: [["51-bytes"]],
      play: sendCall(JSON.stringify({ text: "x".repeat(500_000) })),
    },
    {
      name: "few bytes and many members",
      refusal: "413",
      stoppedBy: [["51-parts"]],
      play: sendCall(members(6_000)),
    },
    {
      name: "few bytes and many lists in lists",
      refusal: "413",
      stoppedBy: [["51-parts"]],
      play: sendCall(`{"deep":${"[".repeat(5_000)}${"]".repeat(5_000)}}`),
    },
  ],
};
