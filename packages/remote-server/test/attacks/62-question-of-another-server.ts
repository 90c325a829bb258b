import { authorizationUrl, register } from "../support/by-hand.ts";
import { type Attack, refused, succeeded } from "./attack.ts";
import { openBrowser, victim } from "./support/cast.ts";
import { callForMail, mail, openQuestion, signInForMail, verdictOnMail } from "./support/mail.ts";
import { formOf, trustedClient } from "./support/steps.ts";

export const questionOfAnotherServer: Attack = {
  number: 62,
  name: "Question of another server",
  does: "Makes the victim agree on the page of one server. Uses the answer at another server that has the same store.",
  loss: "The meaning of a consent: the page was about another server.",
  attempts: [
    {
      name: "the form sent elsewhere",
      refusal: "400 on a page",
      stoppedBy: [["62"]],
      play: async (target) => {
        await trustedClient(target);
        const sister = await target.openSister();
        const client = await register(target.endpoints);
        const browser = openBrowser();
        const page = await browser.visit(authorizationUrl(target.endpoints, client).href);
        // Cookies do not depend on the port: a browser sends the cookies of one server to another server on the same host.
        const { status } = await browser.post(page, `${sister.issuer}/consent`, {
          ...formOf(page),
          decision: "approve",
        });
        return status === 400
          ? refused("400 on a page")
          : succeeded("a sign-in at a server that did not ask");
      },
    },
    {
      name: "a yes to a mail, in MCP 2026-07-28",
      refusal: "the user is asked",
      stoppedBy: [["62-tool"]],
      play: async (target) => {
        const sister = { ...target, endpoints: await target.openSister() };
        const here = await signInForMail(target, victim);
        const there = await signInForMail(sister, victim, here.client);
        const state = await openQuestion(sister, there);
        const gain = "a mail that the user has agreed to at another server";
        return verdictOnMail(await callForMail(target, here, mail, state), gain);
      },
    },
  ],
};
