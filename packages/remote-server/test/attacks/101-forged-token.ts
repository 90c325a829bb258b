import type { Attack } from "./attack.ts";
import { present } from "./support/entra-tokens.ts";

export const forgedToken: Attack = {
  number: 101,
  authorizationServer: "entra",
  name: "Forged token",
  does: "Where Entra issues the tokens: writes one for the victim, and signs it with something else than Entra's key.",
  loss: "Everybody could be anybody.",
  attempts: [
    {
      name: "a signature that does not fit",
      refusal: "401",
      stoppedBy: [["101-signature"]],
      play: present("signature"),
    },
    {
      name: "a key that Entra does not publish",
      refusal: "401",
      stoppedBy: [["101-key", "101-signature"]],
      play: present("unknownKid"),
    },
    {
      name: "no signature (alg: none)",
      refusal: "401",
      stoppedBy: [["101-algorithm", "101-signature"]],
      play: present("algNone"),
    },
    {
      name: "the public key as a secret (HS256)",
      refusal: "401",
      stoppedBy: [["101-algorithm", "101-signature"]],
      play: present("hs256WithPublicKey"),
    },
  ],
};
