import type { RequestListener } from "node:http";
import { authorizationUrl } from "../support/by-hand.ts";
import { documentOf, sendJson } from "../support/document-server.ts";
import { type Attack, refused, succeeded, type Target, type Verdict } from "./attack.ts";
import { openBrowser, victim } from "./support/cast.ts";
import { repeat } from "./support/repeat.ts";
import { codeIn, goThrough } from "./support/steps.ts";

/** More hosts than the server asks at the same time. */
const manyHosts = 70;
const silence: RequestListener = () => undefined;
const honestUrl = "https://client.example/client.json";

/** Public addresses and names of hosts that do not answer. One site of this test serves all of them. */
function silentHosts(port: number) {
  const indexes = Array.from({ length: manyHosts }, (_, index) => index);
  const at = (index: number): string[] => [`9.9.10.${index + 1}`];
  return {
    names: Object.fromEntries(
      indexes.map((index) => [`h${index}.silent.example`, { first: at(index), later: at(index) }]),
    ),
    hosts: Object.fromEntries(indexes.map((index) => [at(index).join(), port])),
  };
}

/** Two sites: the honest one, whose document may be cached for an hour, and the attacker's, which has a document at each address. */
async function openTwoSites(target: Target) {
  const honest = await target.openSite(sendJson(documentOf(honestUrl), { "cache-control": "max-age=3600" }));
  let read = 0;
  const strangers = await target.openSite((request, response) => {
    read += 1;
    sendJson(documentOf(`https://evil.example${request.url ?? ""}`))(request, response);
  });
  const at = (address: string) => ({ first: [address], later: [address] });
  await target.useInternet({
    names: { "client.example": at("9.9.9.9"), "evil.example": at("9.9.9.10") },
    hosts: { "9.9.9.9": honest.port, "9.9.9.10": strangers.port },
  });
  return { honest, strangersRead: () => read };
}

/** Makes the server fetch these documents, and continues when the requests are open. @returns a function that ends them. */
async function askFor(target: Target, documents: readonly string[], isReached: () => boolean) {
  const end = new AbortController();
  const asked = documents.map(async (url) =>
    fetch(authorizationUrl(target.endpoints, url), { signal: end.signal }).catch(() => undefined),
  );
  const refusals = Promise.all(asked.slice(-1));
  for (let look = 0; look < 500 && !isReached(); look += 1)
    await Promise.race([refusals, new Promise((resolve) => void setTimeout(resolve, 20))]);
  return () => end.abort();
}

async function playSilence(target: Target, documents: readonly string[], most: number): Promise<Verdict> {
  const site = await target.openSite(silence);
  await target.useInternet(silentHosts(site.port));
  const end = await askFor(target, documents, () => site.connections() > most);
  end();
  return site.connections() > most
    ? succeeded("the places of all others")
    : refused("a share of the places, 503 for the rest");
}

export const silentDocumentHosts: Attack = {
  number: 65,
  name: "Silent document hosts",
  does: "Asks for documents from hosts that accept connections and never answer, until the server cannot fetch any more.",
  loss: "All clients that use a metadata document: their users cannot sign in.",
  attempts: [
    {
      name: "many hosts, asked for from one address",
      refusal: "a share of the places, 503 for the rest",
      stoppedBy: [["65-network"]],
      play: async (target) => {
        const urls = Array.from({ length: 20 }, (_, index) => `https://h${index}.silent.example/client.json`);
        return playSilence(target, urls, 8);
      },
    },
    {
      name: "many documents of one host",
      refusal: "a share of the places, 503 for the rest",
      stoppedBy: [["65-host"]],
      play: async (target) => {
        const urls = Array.from(
          { length: 8 },
          (_, index) => `https://h0.silent.example/client-${index}.json`,
        );
        return playSilence(target, urls, 4);
      },
    },
    {
      name: "five hundred documents of a stranger, to push out an honest one",
      refusal: "the known client is still known",
      stoppedBy: [["65-room"]],
      isSlow: true,
      play: async (target) => {
        const { honest, strangersRead } = await openTwoSites(target);
        const link = authorizationUrl(target.endpoints, honestUrl);
        codeIn(await goThrough(openBrowser(), link, victim));
        let asked = 0;
        // Three windows of the limit for each address. The honest document may be cached for an hour.
        for (const _window of ["first", "second", "third"]) {
          // Four at a time, because this is the limit for one host.
          await repeat(
            200,
            async () => {
              asked += 1;
              const url = `https://evil.example/client-${asked}.json`;
              await (await fetch(authorizationUrl(target.endpoints, url))).body?.cancel();
            },
            4,
          );
          await target.moveTime(15 * 60);
        }
        if (strangersRead() < 550) throw new Error(`Only ${strangersRead()} documents were read.`);
        await openBrowser().visit(link.href);
        return honest.connections() === 1
          ? refused("the known client is still known")
          : succeeded("a fetch with each sign-in, and none where the host is away");
      },
    },
    {
      name: "to lock out a client that was known, from its user's address",
      refusal: "the known client signs in",
      stoppedBy: [["65-stale"]],
      play: async (target) => {
        const honest = await target.openSite(sendJson(documentOf(honestUrl)));
        const silent = await target.openSite(silence);
        const { names, hosts } = silentHosts(silent.port);
        const address = ["9.9.9.9"];
        await target.useInternet({
          names: { ...names, "client.example": { first: address, later: address } },
          hosts: { ...hosts, "9.9.9.9": honest.port },
        });
        const link = authorizationUrl(target.endpoints, honestUrl);
        codeIn(await goThrough(openBrowser(), link, victim));
        await target.moveTime(2 * 60 * 60);
        const urls = Array.from({ length: 20 }, (_, index) => `https://h${index}.silent.example/client.json`);
        const end = await askFor(target, urls, () => silent.connections() >= 8);
        const { status } = await openBrowser().visit(link.href);
        end();
        return status === 200 ? refused("the known client signs in") : succeeded("sign-ins of the client");
      },
    },
  ],
};
