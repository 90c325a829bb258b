import { authorizationUrl } from "../support/by-hand.ts";
import type { Attack, Attempt } from "./attack.ts";
import { openBrowser, victim } from "./support/cast.ts";
import { goThrough, honestRedirectUri, trustedClient } from "./support/steps.ts";
import { verdictOnSignIn } from "./support/verdicts.ts";

function redirectTo(redirectUri: string): Attempt["play"] {
  return async (target) => {
    const client = await trustedClient(target);
    const link = authorizationUrl(target.endpoints, client, { redirect_uri: redirectUri });
    return verdictOnSignIn(target, client, await goThrough(openBrowser(), link, victim));
  };
}

export const userNameOrFragmentInRedirect: Attack = {
  number: 4,
  name: "User name or fragment in the redirect URI",
  does: "Adds a user name or a fragment to a registered loopback address. A comparison of host and path does not see them.",
  loss: "The code goes to an address that looks like another one, or that makes a page there behave differently.",
  attempts: [
    {
      name: "a user name",
      refusal: "400 on a page, no redirect",
      stoppedBy: [["4"]],
      play: redirectTo("http://evil.example@127.0.0.1:9/callback"),
    },
    {
      name: "a fragment",
      refusal: "400 on a page, no redirect",
      stoppedBy: [["4"]],
      play: redirectTo(`${honestRedirectUri}#evil`),
    },
  ],
};
