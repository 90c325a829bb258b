import { authorizationUrl } from "../support/by-hand.ts";
import { type Attack, type Attempt, refused } from "./attack.ts";
import { openBrowser, victim } from "./support/cast.ts";
import { postRegistration } from "./support/registration.ts";
import { goThrough, trustedClient } from "./support/steps.ts";
import { verdictOnSignIn } from "./support/verdicts.ts";

/** Registers the address, and uses it if the server accepts it. */
function registerAndUse(redirectUri: string): Attempt["play"] {
  return async (target) => {
    await trustedClient(target);
    const registered = await postRegistration(target, {
      client_name: "Helper",
      redirect_uris: [redirectUri],
    });
    if (registered.error !== undefined) return refused(registered.error);
    const client = registered.client_id ?? "";
    const link = authorizationUrl(target.endpoints, client, { redirect_uri: redirectUri });
    return verdictOnSignIn(target, client, await goThrough(openBrowser(), link, victim));
  };
}

export const dangerousRegisteredRedirect: Attack = {
  number: 5,
  name: "Registration of a dangerous redirect URI",
  does: "Registers their own client, whose redirect URI is a script, a file, or an unencrypted address on the network.",
  loss: "The code runs as part of a script, stays in a file, or can be read on the network.",
  attempts: [
    {
      name: "javascript:",
      refusal: "invalid_redirect_uri",
      stoppedBy: [["5", "5-read", "4"]],
      play: registerAndUse("javascript:alert(1)"),
    },
    {
      name: "file:",
      refusal: "invalid_redirect_uri",
      stoppedBy: [["5", "4"]],
      play: registerAndUse("file:///tmp/code"),
    },
    {
      name: "http: on another machine",
      refusal: "invalid_redirect_uri",
      stoppedBy: [["5", "4"]],
      play: registerAndUse("http://evil.example/callback"),
    },
  ],
};
