import { authorizationUrl } from "../support/by-hand.ts";
import type { Attack, Attempt } from "./attack.ts";
import {
  evilDocumentUrl,
  openInnerService,
  trustedDocumentClient,
  verdictOnInnerService,
} from "./support/client-documents.ts";

/** @param address the address that the attacker's name servers return. */
function leadTo(address: string, clientId = evilDocumentUrl): Attempt["play"] {
  return async (target) => {
    await trustedDocumentClient(target);
    const { inner, innerHosts } = await openInnerService(target);
    const names = { "evil.example": { first: [address], later: [address] } };
    await target.useInternet({ names, hosts: innerHosts });
    return verdictOnInnerService(authorizationUrl(target.endpoints, clientId), inner);
  };
}

const refusal = "400 on a page, no connection";

export const documentAtAnInnerAddress: Attack = {
  number: 8,
  name: "Metadata document at an inner address",
  does: "Uses a client id whose host is an address inside our network, or the cloud's metadata service. Our server fetches it.",
  loss: "The network behind the server: its answers, its open ports, and the credentials of the machine (SSRF).",
  attempts: [
    { name: "private", refusal, stoppedBy: [["8"]], play: leadTo("10.0.0.1") },
    { name: "IPv4-mapped", refusal, stoppedBy: [["8"]], play: leadTo("::ffff:127.0.0.1") },
    { name: "cloud metadata", refusal, stoppedBy: [["8"]], play: leadTo("169.254.169.254") },
    {
      name: "a number in place of a name",
      refusal,
      stoppedBy: [["8", "8-name"]],
      play: leadTo("169.254.169.254", "https://169.254.169.254/client.json"),
    },
  ],
};
