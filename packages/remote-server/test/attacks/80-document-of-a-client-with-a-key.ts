import { documentOf, sendJson } from "../support/document-server.ts";
import type { Attack } from "./attack.ts";
import { openBrowser, victim } from "./support/cast.ts";
import { evilDocumentUrl, publishEvilDocument, trustedDocumentClient } from "./support/client-documents.ts";
import { goThrough } from "./support/steps.ts";
import { verdictOnSignIn } from "./support/verdicts.ts";

export const documentOfAClientWithAKey: Attack = {
  number: 80,
  name: "Client with a key, used without it",
  does: "Signs a user in with the name of a client whose document says that it always proves that it has its key. The attacker gives no proof.",
  loss: "The name of a client that protects itself against imitation.",
  attempts: [
    {
      name: "private_key_jwt, and no other method",
      refusal: "400 on a page, no redirect",
      stoppedBy: [["80"]],
      play: async (target) => {
        await trustedDocumentClient(target);
        const document = documentOf(evilDocumentUrl, {
          token_endpoint_auth_method: "private_key_jwt",
          jwks_uri: "https://evil.example/jwks.json",
        });
        const link = await publishEvilDocument(target, sendJson(document));
        return verdictOnSignIn(target, evilDocumentUrl, await goThrough(openBrowser(), link, victim));
      },
    },
  ],
};
