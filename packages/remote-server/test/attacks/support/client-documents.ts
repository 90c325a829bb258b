import type { RequestListener } from "node:http";
import { authorizationUrl } from "../../support/by-hand.ts";
import { documentOf, sendJson } from "../../support/document-server.ts";
import type { Target, Verdict } from "../attack.ts";
import { refused, succeeded } from "../attack.ts";
import { openBrowser, victim } from "./cast.ts";
import { codeIn, goThrough } from "./steps.ts";
import type { Site } from "./site.ts";

/** The address of the metadata document of the attacker's client. */
export const evilDocumentUrl = "https://evil.example/client.json";
const honestDocumentUrl = "https://client.example/client.json";

/** Addresses of the public internet. The sites of this test answer there. */
export const evilAddress = "9.9.9.10";
const honestAddress = "9.9.9.9";
/** Addresses inside the victim's network. */
const innerAddresses = ["10.0.0.1", "127.0.0.1", "::ffff:127.0.0.1", "169.254.169.254"] as const;

const alwaysAt = (address: string) => ({ first: [address], later: [address] });

/** Checks that a client with an honest document can sign users in. @throws Error if it cannot. */
export async function trustedDocumentClient(target: Target): Promise<void> {
  const site = await target.openSite(sendJson(documentOf(honestDocumentUrl)));
  await target.useInternet({
    names: { "client.example": alwaysAt(honestAddress) },
    hosts: { [honestAddress]: site.port },
  });
  codeIn(await goThrough(openBrowser(), authorizationUrl(target.endpoints, honestDocumentUrl), victim));
}

/** Publishes the document of the attacker's client. @returns the link for the victim. */
export async function publishEvilDocument(target: Target, answer: RequestListener): Promise<URL> {
  const site = await target.openSite(answer);
  await target.useInternet({
    names: { "evil.example": alwaysAt(evilAddress) },
    hosts: { [evilAddress]: site.port },
  });
  return authorizationUrl(target.endpoints, evilDocumentUrl);
}

/** A service inside the victim's network. The attacker uses the document only to reach it. */
export async function openInnerService(
  target: Target,
): Promise<{ inner: Site; innerHosts: Record<string, number> }> {
  const inner = await target.openSite((_request, response) => void response.writeHead(404).end());
  return { inner, innerHosts: Object.fromEntries(innerAddresses.map((address) => [address, inner.port])) };
}

/** Whether the server has connected to this service. */
export async function verdictOnInnerService(link: URL, inner: Site): Promise<Verdict> {
  const { status } = await openBrowser().visit(link.href);
  if (inner.connections() > 0) return succeeded("a connection to a service inside, made by our server");
  if (status === 400) return refused("400 on a page, no connection");
  throw new Error(`No connection, but ${status} instead of 400.`);
}
