import type { Attack } from "./attack.ts";
import { victim } from "./support/cast.ts";
import { callForMail, mail, openQuestion, signInForMail, verdictOnMail } from "./support/mail.ts";

export const answerReplayed: Attack = {
  number: 91,
  name: "Answer replayed",
  does: "Sends a call with the user's answer again: a client that repeats it, or an attacker who has seen the call.",
  loss: "One answer is enough for any number of mails.",
  attempts: [
    {
      name: "the same call again, in MCP 2026-07-28",
      refusal: "the user is asked",
      stoppedBy: [["91"]],
      play: async (target) => {
        const session = await signInForMail(target, victim);
        const state = await openQuestion(target, session);
        await callForMail(target, session, mail, state);
        const again = await callForMail(target, session, mail, state);
        return verdictOnMail(again, "a second mail for one yes");
      },
    },
  ],
};
