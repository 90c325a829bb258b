import type { ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { documentOf, sendJson } from "../support/document-server.ts";
import type { Attack } from "./attack.ts";
import { openBrowser, victim } from "./support/cast.ts";
import { evilDocumentUrl, publishEvilDocument, trustedDocumentClient } from "./support/client-documents.ts";
import { goThrough } from "./support/steps.ts";
import { verdictOnSignIn } from "./support/verdicts.ts";

/** Sends one blank a second, for longer than a server should wait, and then the document. */
async function trickle(response: ServerResponse): Promise<void> {
  response.writeHead(200, { "content-type": "application/json" });
  for (let second = 0; second < 7; second += 1) {
    response.write(" ");
    await delay(1_000);
  }
  response.end(JSON.stringify(documentOf(evilDocumentUrl)));
}

export const oversizedOrSlowDocument: Attack = {
  number: 11,
  name: "Oversized or slow metadata document",
  does: "Makes our server fetch documents that never end, or from a host that sends one byte at a time. This needs no account.",
  loss: "Memory and connections of the server. Then no user can sign in.",
  attempts: [
    {
      name: "oversized",
      refusal: "400 on a page, no redirect",
      stoppedBy: [["11-size"]],
      play: async (target) => {
        await trustedDocumentClient(target);
        const padding = "x".repeat(1_024 * 1_024);
        const link = await publishEvilDocument(target, sendJson(documentOf(evilDocumentUrl, { padding })));
        return verdictOnSignIn(target, evilDocumentUrl, await goThrough(openBrowser(), link, victim));
      },
    },
    {
      name: "slow",
      isSlow: true,
      refusal: "400 on a page, no redirect",
      stoppedBy: [["11-time"]],
      play: async (target) => {
        await trustedDocumentClient(target);
        const link = await publishEvilDocument(target, (_request, response) => void trickle(response));
        return verdictOnSignIn(target, evilDocumentUrl, await goThrough(openBrowser(), link, victim));
      },
    },
  ],
};
