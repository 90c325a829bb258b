import { seed } from "@mcp-entra/mock-entra";
import { type Attack, type Attempt, refused, succeeded } from "./attack.ts";
import { victim } from "./support/cast.ts";
import { statusOfList, trustedClient } from "./support/steps.ts";

/** A token that the victim's Entra has signed. It is for another application, which the attacker owns. */
function present(kind: "valid" | "graphToken" | "idTokenAsAccessToken"): Attempt["play"] {
  return async (target) => {
    await trustedClient(target);
    const audience = seed.applications.remote.appId;
    const token = await target.forge[kind]({ audience, user: victim.id });
    const status = await statusOfList(target, token);
    if (status === 401) return refused("401");
    if (status === 200) return succeeded("the tools, with a token that we did not issue");
    throw new Error(`Expected 401 or 200, got ${status}.`);
  };
}

export const tokenOfEntra: Attack = {
  number: 37,
  name: "Entra's token at /mcp",
  does: "Sends a token that Entra signed for the victim: for our application, for Microsoft Graph, or an id token.",
  loss: "Every application that gets a token for one of our users could use this server as that user, without our consent page and our revocation.",
  attempts: [
    {
      name: "for our application",
      refusal: "401",
      stoppedBy: [["37"]],
      play: present("valid"),
    },
    {
      name: "for Microsoft Graph",
      refusal: "401",
      stoppedBy: [["37"]],
      play: present("graphToken"),
    },
    {
      name: "an id token",
      refusal: "401",
      stoppedBy: [["37"]],
      play: present("idTokenAsAccessToken"),
    },
  ],
};
