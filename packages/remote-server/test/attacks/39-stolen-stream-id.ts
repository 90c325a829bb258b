import type { Attack } from "./attack.ts";
import { attacker, victim } from "./support/cast.ts";
import { callTool, inEachGeneration, signInTo } from "./support/steps.ts";
import { openStream } from "./support/stream.ts";
import { verdictOnStatus } from "./support/verdicts.ts";

export const stolenStreamId: Attack = {
  number: 39,
  name: "Stolen stream id",
  does: "Finds the victim's sessionId in a log. Sends requests to /message?sessionId=… with the attacker's token.",
  loss: "The victim's stream: it gets answers and requests of the attacker as if they were the victim's.",
  attempts: [
    {
      name: "with the attacker's token",
      refusal: "404",
      stoppedBy: [["39"]],
      play: async (target) => {
        const victims = await signInTo(target, victim);
        target.tell("attacker", "Grace is the attacker. She signs in with her own account.");
        const attackers = await signInTo(target, attacker);
        target.tell(
          "victim",
          "Ada's client opens a stream, and sends a message to it. The answer comes on the stream.",
        );
        const stream = await openStream(target, victims.accessToken);
        try {
          const own = await callTool(stream.messageUrl, { authorization: `Bearer ${victims.accessToken}` });
          if (!own.ok) throw new Error(`The victim's own message got ${own.status}.`);
          // Wait for the answer first: the server refuses a second call with an id that is still open, from any sender.
          await stream.next();
          target.tell(
            "attacker",
            "Grace has found the stream's id in a log. She sends a message there, with her own token.",
          );
          const authorization = `Bearer ${attackers.accessToken}`;
          const status = await inEachGeneration(async (generation) => {
            const response = await callTool(stream.messageUrl, { authorization }, generation);
            if (response.ok) await stream.next();
            return response.status;
          });
          return verdictOnStatus(status, 404, "a word in the victim's stream");
        } finally {
          stream.close();
        }
      },
    },
  ],
};
