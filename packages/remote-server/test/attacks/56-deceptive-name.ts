import { authorizationUrl, register } from "../support/by-hand.ts";
import { type Attack, type Attempt, refused, succeeded } from "./attack.ts";
import { openBrowser } from "./support/cast.ts";
import { honestRedirectUri, trustedClient } from "./support/steps.ts";

/** Registers a client with this name, and shows the victim the question about it. */
function call(name: string): Attempt["play"] {
  return async (target) => {
    await trustedClient(target);
    const client = await register(target.endpoints, [honestRedirectUri], name);
    const page = await openBrowser().visit(authorizationUrl(target.endpoints, client).href);
    const shown = page.document.querySelector(".name")?.text ?? "";
    return shown === "a program without a usable name"
      ? refused("a program without a usable name")
      : succeeded("a page of ours that says what the attacker wants");
  };
}

const refusal = "a program without a usable name";
const stoppedBy = [["56-name"]] as const;

export const deceptiveName: Attack = {
  number: 56,
  name: "Deceptive name",
  does: "Registers a client with a name that continues like a sentence of our page, hides the text around it, or fills the page.",
  loss: "The purpose of the consent page: the user sees who asks.",
  attempts: [
    {
      name: "a sentence",
      refusal,
      stoppedBy,
      play: call("VS Code” (publisher verified by Microsoft). “VS Code"),
    },
    {
      name: "marks that draw over other lines",
      refusal,
      stoppedBy,
      play: call(`VS Code${"\u0336\u0489".repeat(30)}`),
    },
    { name: "one character, eighty times", refusal, stoppedBy, play: call("\uFDFD".repeat(80)) },
    { name: "an invisible name", refusal, stoppedBy, play: call("\u200B") },
  ],
};
