import { authorizationUrl, register } from "../support/by-hand.ts";
import { type Attack, type Attempt, refused, succeeded } from "./attack.ts";
import { evilRedirectUri, openBrowser } from "./support/cast.ts";
import { trustedClient } from "./support/steps.ts";

/** Sends the victim a link to our server with a parameter that is wrong. */
function send(wrong: Record<string, string>): Attempt["play"] {
  return async (target) => {
    await trustedClient(target);
    target.tell("attacker", "The attacker registers a client. Its redirect URI is the attacker's page.");
    const client = await register(target.endpoints, [evilRedirectUri]);
    const link = authorizationUrl(target.endpoints, client, { redirect_uri: evilRedirectUri, ...wrong });
    target.tell(
      "victim",
      "Ada opens the attacker's link. It leads to our server, with a request that is wrong.",
    );
    const page = await openBrowser().visit(link.href);
    if (page.url.startsWith(evilRedirectUri))
      return succeeded("a link of ours that leads straight to their page");
    const names = page.document.querySelectorAll("strong").map(({ text }) => text);
    if (page.status !== 400 || !names.includes("evil.example")) throw new Error(`This is “${page.title}”.`);
    return refused("400 on a page that names the site");
  };
}

const refusal = "400 on a page that names the site";

export const openRedirector: Attack = {
  number: 50,
  name: "Open redirector",
  does: "Registers the attacker's site. Sends a link to this server with a wrong request, so that the error sends the victim to that site.",
  loss: "Our reputation: a link that begins with our address leads to a page that looks like ours.",
  attempts: [
    { name: "another response type", refusal, stoppedBy: [["50"]], play: send({ response_type: "token" }) },
    {
      name: "a foreign resource",
      refusal,
      stoppedBy: [["50"]],
      play: send({ resource: "https://evil.example/mcp" }),
    },
    {
      name: "the method plain",
      refusal,
      stoppedBy: [["50"]],
      play: send({ code_challenge_method: "plain" }),
    },
    { name: "a malformed challenge", refusal, stoppedBy: [["50"]], play: send({ code_challenge: "x" }) },
  ],
};
