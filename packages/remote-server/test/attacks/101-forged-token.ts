import type { Attack } from "./attack.ts";
import { present } from "./support/entra-tokens.ts";

export const forgedToken: Attack = {
  number: 101,
  authorizationServer: "entra",
  name: "Forged token",
  does: "If Entra issues the tokens: writes a token for the victim, and signs it with a key that is not Entra's.",
  loss: "Everybody could act as any user.",
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
