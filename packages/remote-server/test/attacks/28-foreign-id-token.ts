import { authorizationUrl } from "../support/by-hand.ts";
import { signInCookie } from "../support/sign-in-cookie.ts";
import type { Attack, Attempt, Target, Verdict } from "./attack.ts";
import { openBrowser, openBrowserWith, victim } from "./support/cast.ts";
import { goThrough, trustedClient } from "./support/steps.ts";
import { verdictOnSignIn } from "./support/verdicts.ts";

const stranger = "99999999-9999-4999-8999-999999999999";

/** Entra answers with an id token with changed claims. */
function signInWith(claims: Record<string, string>): Attempt["play"] {
  return async (target) => {
    const client = await trustedClient(target);
    await target.changeIdTokens(claims);
    const link = authorizationUrl(target.endpoints, client);
    return verdictOnSignIn(target, client, await goThrough(openBrowser(), link, victim));
  };
}

/** The attacker puts the victim's code, on its way back from Entra, into the attacker's own sign-in. */
async function injectCode(target: Target): Promise<Verdict> {
  const client = await trustedClient(target);
  const link = authorizationUrl(target.endpoints, client);
  const onItsWay = await goThrough(openBrowser(target.endpoints.callback), link, victim);
  const stolen = new URL(onItsWay.url).searchParams.get("code") ?? "";

  const attackers = openBrowser(target.endpoints.callback);
  const question = await attackers.visit(link.href);
  const entrasPage = await attackers.submit(question, { decision: "approve" });
  const callback = new URL(target.endpoints.callback);
  const state = new URL(entrasPage.url).searchParams.get("state") ?? "";
  callback.search = new URLSearchParams({ code: stolen, state }).toString();
  const cookie = await signInCookie(attackers, callback.href);
  return verdictOnSignIn(target, client, await openBrowserWith(cookie).visit(callback.href));
}

export const foreignIdToken: Attack = {
  number: 28,
  name: "Wrong tenant, nonce or audience",
  does: "Makes the server accept an id token of another organization, another application or another sign-in.",
  loss: "Accounts of other organizations get access, or the attacker's client gets the victim's session.",
  attempts: [
    {
      name: "a user of another tenant",
      refusal: "server_error, sent to the client",
      stoppedBy: [["28-issuer", "28-tenant"]],
      play: signInWith({ tid: stranger, iss: `https://login.microsoftonline.com/${stranger}/v2.0` }),
    },
    {
      name: "a token for another application",
      refusal: "server_error, sent to the client",
      stoppedBy: [["28-audience"]],
      play: signInWith({ aud: stranger }),
    },
    {
      name: "a code of another sign-in",
      refusal: "server_error, sent to the client",
      stoppedBy: [["28-nonce", "28-pkce"]],
      play: injectCode,
    },
  ],
};
