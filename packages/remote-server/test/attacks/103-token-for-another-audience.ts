import type { Attack } from "./attack.ts";
import { present } from "./support/entra-tokens.ts";

export const tokenForAnotherAudience: Attack = {
  number: 103,
  authorizationServer: "entra",
  name: "Token for another audience",
  does: "The victim's client got a token for another API, or for Microsoft Graph. The attacker sends it to this server (confused deputy).",
  loss: "Every API that the victim uses could use this server as the victim.",
  attempts: [
    {
      name: "another API",
      refusal: "401",
      stoppedBy: [["103-audience"]],
      play: present("audience"),
    },
    {
      name: "Microsoft Graph",
      refusal: "401",
      stoppedBy: [["101-signature", "102-issuer", "102-version", "103-audience", "105-client", "106-scope"]],
      play: present("graphToken"),
    },
  ],
};
