import { seed } from "@mcp-entra/mock-entra";
import type { Attack } from "./attack.ts";
import { present } from "./support/entra-tokens.ts";

export const tokenOfAnotherClient: Attack = {
  number: 105,
  authorizationServer: "entra",
  name: "Token of another client",
  does: "Makes the victim consent to the attacker's application in the same tenant. It then asks Entra for a token for this server.",
  loss: "Any application that a user may consent to could call the tools.",
  attempts: [
    {
      name: "an application that the operator has not named",
      refusal: "401",
      stoppedBy: [["105-client"]],
      play: present("valid", seed.applications.local.appId),
    },
  ],
};
