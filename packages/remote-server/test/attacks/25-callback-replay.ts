import { signIn } from "@mcp-entra/mock-entra/browser";
import { authorizationUrl } from "../support/by-hand.ts";
import { signInCookie } from "../support/sign-in-cookie.ts";
import { type Attack, refused, succeeded, type Target } from "./attack.ts";
import { openBrowser, victim } from "./support/cast.ts";
import { trustedClient } from "./support/steps.ts";

/**
 * Entra accepts each of its codes once, so a plain replay fails also without our check. But with the victim's single sign-on, one sign-in
 * page gives many new codes, all for the same `state`.
 */
async function callbacksOfOneSignIn(target: Target): Promise<{ urls: string[]; cookie: string }> {
  const client = await trustedClient(target);
  const browser = openBrowser(target.endpoints.callback);
  const question = await browser.visit(authorizationUrl(target.endpoints, client).href);
  const entrasPage = await browser.submit(question, { decision: "approve" });
  const first = await signIn(browser, entrasPage, victim);
  const second = await browser.visit(entrasPage.url);
  return { urls: [first.url, second.url], cookie: await signInCookie(browser, first.url) };
}

/** @returns whether the callback gave a code of our server. */
async function opens(callback: string, cookie: string): Promise<boolean> {
  const response = await fetch(callback, { redirect: "manual", headers: { cookie } });
  const location = response.headers.get("location") ?? "";
  if (response.status !== 400 && !location.includes("code="))
    throw new Error(`Unexpected: ${response.status}`);
  return response.status !== 400;
}

function verdictOnWinners(winners: number) {
  if (winners === 0) throw new Error("Not even the first callback was taken.");
  return winners === 1
    ? refused("one winner, 400 for the rest")
    : succeeded("several sessions for one approval");
}

export const callbackReplay: Attack = {
  number: 25,
  name: "Callback replay",
  does: "Sends a callback again, with a new code of Entra, after the first was answered or at the same moment.",
  loss: "One approval gives several sessions. If the user ends the session that they know, the others stay.",
  attempts: [
    {
      name: "one after the other",
      refusal: "one winner, 400 for the rest",
      stoppedBy: [["25"]],
      play: async (target) => {
        const { urls, cookie } = await callbacksOfOneSignIn(target);
        let winners = 0;
        for (const url of urls) if (await opens(url, cookie)) winners += 1;
        return verdictOnWinners(winners);
      },
    },
    {
      name: "in parallel",
      refusal: "one winner, 400 for the rest",
      stoppedBy: [["25"], ["25-parallel"]],
      play: async (target) => {
        const { urls, cookie } = await callbacksOfOneSignIn(target);
        const answers = await Promise.all(urls.map(async (url) => opens(url, cookie)));
        return verdictOnWinners(answers.filter(Boolean).length);
      },
    },
  ],
};
