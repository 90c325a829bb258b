import type { Attack } from "./attack.ts";
import { authorizationUrl } from "../support/by-hand.ts";
import {
  evilAddress,
  evilDocumentUrl,
  openInnerService,
  trustedDocumentClient,
  verdictOnInnerService,
} from "./support/client-documents.ts";

export const documentRedirects: Attack = {
  number: 10,
  name: "Metadata document that redirects",
  does: "Gives the document a public address that answers with a redirect to an internal one.",
  loss: "As in 8: the server checks only the first address.",
  attempts: [
    {
      name: "to cloud metadata",
      refusal: "400 on a page, no connection",
      stoppedBy: [["10"]],
      play: async (target) => {
        await trustedDocumentClient(target);
        const { inner, innerHosts } = await openInnerService(target);
        const location = "https://169.254.169.254/latest/meta-data";
        const site = await target.openSite((_request, response) => {
          response.writeHead(302, { location }).end();
        });
        const names = { "evil.example": { first: [evilAddress], later: [evilAddress] } };
        await target.useInternet({ names, hosts: { ...innerHosts, [evilAddress]: site.port } });
        return verdictOnInnerService(authorizationUrl(target.endpoints, evilDocumentUrl), inner);
      },
    },
  ],
};
