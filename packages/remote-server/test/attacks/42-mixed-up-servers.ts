import { authorizationUrl } from "../support/by-hand.ts";
import { type Attack, type Attempt, refused, succeeded } from "./attack.ts";
import { openBrowser, victim } from "./support/cast.ts";
import { goOn, trustedClient } from "./support/steps.ts";

/** How a client reads the answer that uses several servers and thinks that another server sent it (RFC 9207 §2.4). */
function answerTo(decision: "approve" | "deny"): Attempt["play"] {
  return async (target) => {
    const client = await trustedClient(target);
    target.tell("victim", "Ada's client knows our server and the attacker's. She answers our question.");
    const browser = openBrowser();
    const question = await browser.visit(authorizationUrl(target.endpoints, client).href);
    const answered = await browser.submit(question, { decision });
    const arrived = decision === "approve" ? await goOn(browser, answered, victim) : answered;
    if (arrived.status !== 0) throw new Error(`No answer reached the client: ${arrived.status}`);
    const issuer = new URL(arrived.url).searchParams.get("iss");
    if (issuer === null) return succeeded("an answer of ours that passes for another server's");
    return refused(issuer === target.endpoints.issuer ? "the answer names us" : "the answer names another");
  };
}

export const mixedUpServers: Attack = {
  number: 42,
  name: "Mixed-up servers",
  does: "Runs an authorization server. A client that uses both servers takes our answer for an answer of that server.",
  loss: "Our code: the client sends it to the attacker's token endpoint.",
  attempts: [
    {
      name: "a code",
      refusal: "the answer names us",
      stoppedBy: [["42"]],
      play: answerTo("approve"),
    },
    {
      name: "an error",
      refusal: "the answer names us",
      stoppedBy: [["42"]],
      play: answerTo("deny"),
    },
  ],
};
