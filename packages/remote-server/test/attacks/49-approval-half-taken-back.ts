import { refresh } from "../support/by-hand.ts";
import { type Attack, refused, succeeded } from "./attack.ts";
import { victim } from "./support/cast.ts";
import { openConsents, signInTo } from "./support/steps.ts";

export const approvalHalfTakenBack: Attack = {
  number: 49,
  name: "Approval half taken back",
  does: "A client whose user signs it out at /consents. It makes the server stop before it has finished: with a crash, or with a store that does not answer.",
  loss: "The power to withdraw an approval: sessions that the user cannot see are refreshed for up to a week.",
  attempts: [
    {
      name: "the server stops when one of three sessions has ended",
      refusal: "invalid_grant, and nothing to be seen",
      stoppedBy: [["49"]],
      play: async (target) => {
        const first = await signInTo(target, victim);
        const { client } = first;
        const sessions = [
          first,
          await signInTo(target, victim, { client }),
          await signInTo(target, victim, { client }),
        ];
        const { browser, page, formToken } = await openConsents(target.endpoints.issuer, victim);
        // The writes for the approval, and for both records of the first session.
        await target.breakStore(3);
        await browser.post(page, "/consents", { action: "revoke", client, form_token: formToken });
        await target.mendStore();
        await target.moveTime(60);
        const answers = await Promise.all(
          sessions.map(async ({ refreshToken }) => refresh(target.endpoints, client, refreshToken)),
        );
        return answers.every(({ error }) => error === "invalid_grant")
          ? refused("invalid_grant, and nothing to be seen")
          : succeeded("sessions that their user has ended");
      },
    },
  ],
};
