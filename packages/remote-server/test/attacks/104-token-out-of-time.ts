import type { Attack } from "./attack.ts";
import { present } from "./support/entra-tokens.ts";

export const tokenOutOfTime: Attack = {
  number: 104,
  authorizationServer: "entra",
  name: "Token out of time",
  does: "Sends a token that has expired, or that is not valid yet.",
  loss: "A token that leaks into a log would be valid for ever.",
  attempts: [
    {
      name: "expired",
      refusal: "401",
      stoppedBy: [["104-time"]],
      play: present("expired"),
    },
    {
      name: "not valid yet",
      refusal: "401",
      stoppedBy: [["104-time"]],
      play: present("notYetValid"),
    },
  ],
};
