import type { Attack } from "./attack.ts";
import { present } from "./support/entra-tokens.ts";

export const tokenOutOfTime: Attack = {
  number: 104,
  authorizationServer: "entra",
  name: "Token out of time",
  does: "Presents a token that was good, or will be.",
  loss: "A token that leaks into a log would be good for ever.",
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
