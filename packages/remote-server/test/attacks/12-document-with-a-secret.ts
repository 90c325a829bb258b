import { documentOf, sendJson } from "../support/document-server.ts";
import type { Attack } from "./attack.ts";
import { openBrowser, victim } from "./support/cast.ts";
import { evilDocumentUrl, publishEvilDocument, trustedDocumentClient } from "./support/client-documents.ts";
import { goThrough } from "./support/steps.ts";
import { verdictOnSignIn } from "./support/verdicts.ts";

export const documentWithASecret: Attack = {
  number: 12,
  name: "Metadata document with a secret",
  does: "The author of a client has put its secret into the public document. The attacker reads it and uses that client's name.",
  loss: "The secret has no value: a server that relies on it, here or elsewhere, accepts every caller.",
  attempts: [
    {
      name: "client_secret",
      refusal: "400 on a page, no redirect",
      stoppedBy: [["12"]],
      play: async (target) => {
        await trustedDocumentClient(target);
        const document = documentOf(evilDocumentUrl, { client_secret: "everybody-can-read-this" });
        const link = await publishEvilDocument(target, sendJson(document));
        return verdictOnSignIn(target, evilDocumentUrl, await goThrough(openBrowser(), link, victim));
      },
    },
  ],
};
