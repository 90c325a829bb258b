import type { Attack } from "./attack.ts";
import { present } from "./support/entra-tokens.ts";

export const tokenOfAnotherIssuer: Attack = {
  number: 102,
  authorizationServer: "entra",
  name: "Token of another issuer",
  does: "Sends a token of another issuer, a token that Entra issued for another tenant, or a token in the older format.",
  loss: "The administrator of any organization could make a user with the victim's object id.",
  attempts: [
    {
      name: "another issuer",
      refusal: "401",
      stoppedBy: [["102-issuer"]],
      play: present("issuer"),
    },
    {
      name: "another tenant, in its claims",
      refusal: "401",
      stoppedBy: [["102-issuer", "102-tenant"]],
      play: present("tenant"),
    },
    {
      name: "another tenant of the same Entra, with its keys",
      refusal: "401",
      stoppedBy: [["101-key", "101-signature", "102-issuer", "102-tenant"]],
      play: present("secondTenant"),
    },
    {
      name: "version 1",
      refusal: "401",
      stoppedBy: [["102-issuer", "102-version", "103-audience", "105-client"]],
      play: present("v1"),
    },
  ],
};
