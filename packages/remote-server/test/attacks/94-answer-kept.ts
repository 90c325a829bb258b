import type { Attack } from "./attack.ts";
import { victim } from "./support/cast.ts";
import { callForMail, mail, openQuestion, signInForMail, verdictOnMail } from "./support/mail.ts";
import { callForMailOnStream } from "./support/mail-on-stream.ts";

const gain = "a mail for an old yes";

export const answerKept: Attack = {
  number: 94,
  name: "Answer kept for later",
  does: "Keeps the user's answer, and uses it when the user has forgotten the question.",
  loss: "An answer never expires.",
  attempts: [
    {
      name: "six minutes later, in MCP 2026-07-28",
      refusal: "the user is asked",
      stoppedBy: [["94", "94-store"]],
      play: async (target) => {
        const session = await signInForMail(target, victim);
        const state = await openQuestion(target, session);
        await target.moveTime(6 * 60);
        return verdictOnMail(await callForMail(target, session, mail, state), gain);
      },
    },
    {
      name: "six minutes later, in MCP 2025-11-25 on a stream",
      refusal: "the user is asked",
      stoppedBy: [["94", "94-store"]],
      play: async (target) => {
        const session = await signInForMail(target, victim);
        const call = await callForMailOnStream(target, session, mail);
        if (call.round.kind === "sent") throw new Error("The mail was sent without a question.");
        await target.moveTime(6 * 60);
        const round = await call.agree();
        call.close();
        return verdictOnMail(round, gain);
      },
    },
  ],
};
