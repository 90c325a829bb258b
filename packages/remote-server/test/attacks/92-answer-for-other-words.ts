import type { Attack } from "./attack.ts";
import { victim } from "./support/cast.ts";
import { callForMail, mail, openQuestion, signInForMail, verdictOnMail } from "./support/mail.ts";

export const answerForOtherWords: Attack = {
  number: 92,
  name: "Answer for other words",
  does: "Asks the user about a harmless mail, and sends another mail with the answer.",
  loss: "The user sees one action, and the server does another.",
  attempts: [
    {
      name: "another body, in MCP 2026-07-28",
      refusal: "the user is asked",
      stoppedBy: [["92"]],
      play: async (target) => {
        const session = await signInForMail(target, victim);
        const state = await openQuestion(target, session);
        const other = { ...mail, body: "Your password has expired: https://evil.example" };
        return verdictOnMail(
          await callForMail(target, session, other, state),
          "a mail of the attacker's words",
        );
      },
    },
  ],
};
