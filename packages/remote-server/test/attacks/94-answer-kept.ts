import type { Attack } from "./attack.ts";
import { victim } from "./support/cast.ts";
import { callForMail, mail, openQuestion, signInForMail, verdictOnMail } from "./support/mail.ts";

export const answerKept: Attack = {
  number: 94,
  name: "Answer kept for later",
  does: "Keeps the user's yes, and uses it when they have long forgotten what they were asked.",
  loss: "A yes has no end.",
  attempts: [
    {
      name: "six minutes later",
      refusal: "the user is asked",
      stoppedBy: [["94", "94-store"]],
      play: async (target) => {
        const session = await signInForMail(target, victim);
        const state = await openQuestion(target, session);
        await target.moveTime(6 * 60);
        return verdictOnMail(await callForMail(target, session, mail, state), "a mail for an old yes");
      },
    },
  ],
};
