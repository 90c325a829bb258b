import { documentOf, sendJson } from "../support/document-server.ts";
import type { Attack } from "./attack.ts";
import { openBrowser, victim } from "./support/cast.ts";
import { evilDocumentUrl, publishEvilDocument, trustedDocumentClient } from "./support/client-documents.ts";
import { goThrough } from "./support/steps.ts";
import { verdictOnSignIn } from "./support/verdicts.ts";

export const documentOfAnotherClient: Attack = {
  number: 7,
  name: "Metadata document of another client",
  does: "Uses as client id the address of a document that belongs to another client: a copy, or an upload on a trusted host.",
  loss: "A trusted client's name or host, with the attacker's redirect URI.",
  attempts: [
    {
      name: "client_id is another address",
      refusal: "400 on a page, no redirect",
      stoppedBy: [["7"]],
      play: async (target) => {
        await trustedDocumentClient(target);
        const link = await publishEvilDocument(
          target,
          sendJson(documentOf("https://client.example/client.json")),
        );
        return verdictOnSignIn(target, evilDocumentUrl, await goThrough(openBrowser(), link, victim));
      },
    },
  ],
};
