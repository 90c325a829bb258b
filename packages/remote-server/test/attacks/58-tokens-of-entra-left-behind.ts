import { revoke } from "../support/by-hand.ts";
import { type Attack, refused, succeeded } from "./attack.ts";
import { victim } from "./support/cast.ts";
import { signInTo } from "./support/steps.ts";

export const tokensOfEntraLeftBehind: Attack = {
  number: 58,
  name: "Entra's tokens left behind",
  does: "Waits for a server that stops during a revocation. Steals the store and its keys days later.",
  loss: "Entra's refresh token of a session that was revoked long ago.",
  attempts: [
    {
      name: "stopped between the two records; then the client revokes once more",
      refusal: "nothing is left",
      stoppedBy: [["58-order"]],
      play: async (target) => {
        const { client, refreshToken } = await signInTo(target, victim);
        await target.breakStore(1);
        await revoke(target.endpoints, client, refreshToken);
        await target.mendStore();
        await revoke(target.endpoints, client, refreshToken);
        const records = await target.readRecords();
        return records.some(({ key }) => key.startsWith("entra:"))
          ? succeeded("Entra's tokens, without a session")
          : refused("nothing is left");
      },
    },
  ],
};
