import { authorizationUrl } from "../support/by-hand.ts";
import { documentOf, sendJson } from "../support/document-server.ts";
import { type Attack, refused, succeeded } from "./attack.ts";
import { openBrowser } from "./support/cast.ts";
import {
  evilAddress,
  evilDocumentUrl,
  openInnerService,
  trustedDocumentClient,
} from "./support/client-documents.ts";

export const documentHostRebound: Attack = {
  number: 9,
  name: "Metadata document's host rebound",
  does: "Runs a name server. It answers the check with a public address, and the connection after it with an internal one.",
  loss: "As in 8: the server checks one address and uses another (DNS rebinding).",
  attempts: [
    {
      name: "a public address first, then loopback",
      refusal: "connected to the address that was checked",
      stoppedBy: [["9"]],
      play: async (target) => {
        await trustedDocumentClient(target);
        const { inner, innerHosts } = await openInnerService(target);
        const site = await target.openSite(sendJson(documentOf(evilDocumentUrl)));
        const names = { "evil.example": { first: [evilAddress], later: ["127.0.0.1"] } };
        await target.useInternet({ names, hosts: { ...innerHosts, [evilAddress]: site.port } });
        await openBrowser().visit(authorizationUrl(target.endpoints, evilDocumentUrl).href);
        if (inner.connections() > 0) return succeeded("a connection to a service inside, made by our server");
        if (site.connections() === 0) throw new Error("No connection at all.");
        return refused("connected to the address that was checked");
      },
    },
  ],
};
