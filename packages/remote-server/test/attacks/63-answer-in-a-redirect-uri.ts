import { authorizationUrl } from "../support/by-hand.ts";
import { type Attack, refused, succeeded } from "./attack.ts";
import { openBrowser } from "./support/cast.ts";
import { honestRedirectUri, trustedClient } from "./support/steps.ts";
import { postRegistration } from "./support/registration.ts";

export const answerInARedirectUri: Attack = {
  number: 63,
  name: "Answer in a redirect URI",
  does: "Registers the address of a client that the victim uses, with the attacker's code in its query. Our answer adds its parameters to the query, and replaces only those that it sets.",
  loss: "The client takes the attacker's code for the victim's code, and works in the attacker's account.",
  attempts: [
    {
      name: "a code beside our error",
      refusal: "invalid_redirect_uri",
      stoppedBy: [["63"]],
      play: async (target) => {
        await trustedClient(target);
        const redirectUri = `${honestRedirectUri}?code=the-attackers`;
        const { client_id: client, error } = await postRegistration(target, { redirect_uris: [redirectUri] });
        if (client === undefined) return refused(error ?? "no error");
        const wrong = { redirect_uri: redirectUri, response_type: "none" };
        const { url } = await openBrowser().visit(authorizationUrl(target.endpoints, client, wrong).href);
        if (new URL(url).searchParams.get("code") !== "the-attackers") throw new Error(`No code in ${url}.`);
        return succeeded("a code of theirs in an answer of ours");
      },
    },
  ],
};
