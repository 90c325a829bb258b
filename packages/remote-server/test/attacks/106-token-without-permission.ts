import type { Attack } from "./attack.ts";
import { present } from "./support/entra-tokens.ts";

export const tokenWithoutPermission: Attack = {
  number: 106,
  authorizationServer: "entra",
  name: "Token without permission",
  does: "Sends a token that Entra issued for this server, but that grants nothing.",
  loss: "Every user who can sign in, and every registered application, could call the tools without consent.",
  attempts: [
    {
      name: "an id token of this server's own application",
      refusal: "401",
      stoppedBy: [["105-client", "106-permission", "106-application"]],
      play: present("idTokenAsAccessToken"),
    },
    {
      name: "an application's own token, without a role",
      refusal: "401",
      stoppedBy: [["106-application", "106-role"]],
      play: present("appOnly"),
    },
  ],
};
