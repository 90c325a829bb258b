import { refused, succeeded, type Attack } from "./attack.ts";
import { victim } from "./support/cast.ts";
import { seeHonestToken, tokenOf } from "./support/entra-tokens.ts";
import { statusOfCall } from "./support/steps.ts";

const tokens = 100;

export const floodOfMadeUpKeys: Attack = {
  number: 108,
  authorizationServer: "entra",
  name: "Flood of made-up keys",
  does: "Sends many tokens, each with another key id, so that the server asks Entra for its keys each time.",
  loss: "The server's time. Entra also throttles a server that asks too often, and then no user can sign in.",
  attempts: [
    {
      name: "a hundred key ids",
      refusal: "one question to Entra",
      stoppedBy: [["108"]],
      play: async (target) => {
        await seeHonestToken(target);
        const before = target.keyRequests();
        const [, ...rest] = (await tokenOf(target, victim)).split(".");
        for (let number = 0; number < tokens; number += 1) {
          const header = Buffer.from(JSON.stringify({ alg: "RS256", kid: `made-up-${number}` }));
          const token = [header.toString("base64url"), ...rest].join(".");
          await statusOfCall(target.endpoints.mcp, { authorization: `Bearer ${token}` });
        }
        await seeHonestToken(target);
        const asked = target.keyRequests() - before;
        // The other servers of this test also ask, once at their start. Without the defence, each token causes a request.
        return asked < tokens ? refused("one question to Entra") : succeeded(`${asked} questions to Entra`);
      },
    },
  ],
};
