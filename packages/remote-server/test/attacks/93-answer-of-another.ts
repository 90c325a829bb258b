import type { Attack } from "./attack.ts";
import { attacker, victim } from "./support/cast.ts";
import { callForMail, mail, openQuestion, signInForMail, verdictOnMail } from "./support/mail.ts";

const gain = "a mail from the victim's mailbox, for another user's yes";

export const answerOfAnother: Attack = {
  number: 93,
  name: "Answer of another",
  does: "Gets the question in the attacker's session, and makes the victim's client send the answer.",
  loss: "A user who can agree for themselves can agree for other users.",
  attempts: [
    {
      name: "another user's, through the same client, in MCP 2026-07-28",
      refusal: "the user is asked",
      stoppedBy: [["93-user"]],
      play: async (target) => {
        const victims = await signInForMail(target, victim);
        const attackers = await signInForMail(target, attacker, victims.client);
        const state = await openQuestion(target, attackers);
        return verdictOnMail(await callForMail(target, victims, mail, state), gain);
      },
    },
    {
      name: "the same user's, through another client, in MCP 2026-07-28",
      refusal: "the user is asked",
      stoppedBy: [["93-client"]],
      play: async (target) => {
        const one = await signInForMail(target, victim);
        const other = await signInForMail(target, victim);
        const state = await openQuestion(target, other);
        return verdictOnMail(await callForMail(target, one, mail, state), gain);
      },
    },
  ],
};
