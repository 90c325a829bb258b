import { authorizationUrl, pkce, register } from "../support/by-hand.ts";
import type { Attack } from "./attack.ts";
import { evilRedirectUri, openBrowser, victim } from "./support/cast.ts";
import { codeIn, goThrough, honestRedirectUri, trustedClient } from "./support/steps.ts";
import { verdictOnSignIn, verdictOnTokens } from "./support/verdicts.ts";

export const duplicateParameters: Attack = {
  number: 15,
  name: "Duplicate parameters",
  does: "Sends a parameter twice. A gateway, a log or a rule in front of us reads the first value, and we read the last.",
  loss: "The check of the first value: here, the rule that only trusted clients pass.",
  attempts: [
    {
      name: "at the authorization endpoint",
      refusal: "400 on a page, no redirect",
      stoppedBy: [["15-authorize"]],
      play: async (target) => {
        const trusted = await trustedClient(target);
        const evil = await register(target.endpoints, [evilRedirectUri]);
        const link = authorizationUrl(target.endpoints, trusted);
        link.searchParams.append("client_id", evil);
        link.searchParams.append("redirect_uri", evilRedirectUri);
        return verdictOnSignIn(target, evil, await goThrough(openBrowser(), link, victim));
      },
    },
    {
      name: "at the token endpoint",
      refusal: "invalid_request",
      stoppedBy: [["15-token"]],
      play: async (target) => {
        const client = await trustedClient(target);
        const arrived = await goThrough(openBrowser(), authorizationUrl(target.endpoints, client), victim);
        const form = new URLSearchParams({
          grant_type: "authorization_code",
          client_id: client,
          redirect_uri: honestRedirectUri,
          code_verifier: pkce.verifier,
        });
        for (const code of ["a code that may be used", codeIn(arrived)]) form.append("code", code);
        const response = await fetch(`${target.endpoints.issuer}/token`, { method: "POST", body: form });
        return verdictOnTokens(target, (await response.json()) as Record<string, string | undefined>);
      },
    },
  ],
};
