import { request as httpRequest } from "node:http";
import { authorizationUrl, register } from "../support/by-hand.ts";
import { type Attack, refused, succeeded, type Target } from "./attack.ts";
import { openBrowser, victim } from "./support/cast.ts";
import { postRegistration } from "./support/registration.ts";
import { honestRedirectUri, isConsentPage, signInTo, trustedClient } from "./support/steps.ts";

/** Changes the sender's address after each 40 requests, like an attacker with many machines. */
async function send(count: number, url: string, body?: unknown): Promise<void> {
  for (let sent = 0; sent < count; sent += 1) {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const options = {
      localAddress: `127.0.0.${2 + Math.floor(sent / 40)}`,
      method: body === undefined ? "GET" : "POST",
      headers: { "content-type": "application/json" },
    };
    const sending = httpRequest(url.replace("localhost", "127.0.0.1"), options, (response) => {
      response.resume().on("end", resolve);
    });
    sending.setHeader("host", new URL(url).host);
    sending.on("error", reject).end(body === undefined ? undefined : JSON.stringify(body));
    await promise;
  }
}

async function countOf(target: Target, kind: string): Promise<number> {
  return (await target.readRecords()).filter(({ key }) => key.startsWith(kind)).length;
}

/** The limit in the configuration of the attacked servers. */
const total = 100;

export const storeThatFills: Attack = {
  number: 53,
  name: "Store that fills",
  does: "Makes the server store unnecessary data: long values, or many values, from many addresses. This needs no account.",
  loss: "The memory of the server, or the store of all instances. Then no user can sign in.",
  attempts: [
    {
      name: "a question with a state without end",
      refusal: "400 on a page",
      stoppedBy: [["53-state"]],
      play: async (target) => {
        const client = await trustedClient(target);
        const link = authorizationUrl(target.endpoints, client, { state: "x".repeat(12_000) });
        const page = await openBrowser().visit(link.href);
        return isConsentPage(page)
          ? succeeded("12 kB of the store with each request")
          : refused(`${page.status} on a page`);
      },
    },
    {
      name: "a registration of many long parts",
      refusal: "400",
      stoppedBy: [["53-record"]],
      play: async (target) => {
        await trustedClient(target);
        const uris = Array.from(
          { length: 7 },
          (_, index) => `${honestRedirectUri}/${index}${"x".repeat(1_900)}`,
        );
        const { status, client_id: client } = await postRegistration(target, { redirect_uris: uris });
        return client === undefined
          ? refused(String(status))
          : succeeded("13 kB of the store with each request");
      },
    },
    {
      name: "two hundred registrations, where a hundred may be unused",
      refusal: "as many as there may be, and the victim's client is still known",
      stoppedBy: [["53-total"]],
      play: async (target) => {
        const { client } = await signInTo(target, victim);
        await send(200, `${target.endpoints.issuer}/register`, { redirect_uris: [honestRedirectUri] });
        if ((await countOf(target, "client:")) > total + 1)
          return succeeded("a registration for each request");
        const page = await openBrowser().visit(authorizationUrl(target.endpoints, client).href);
        if (!isConsentPage(page)) throw new Error(`The victim's client is gone: ${page.title}`);
        return refused("as many as there may be, and the victim's client is still known");
      },
    },
    {
      name: "two hundred questions, where a hundred may be open",
      refusal: "as many as there may be",
      stoppedBy: [["53-total"]],
      play: async (target) => {
        await trustedClient(target);
        const client = await register(target.endpoints);
        await send(200, authorizationUrl(target.endpoints, client).href);
        return (await countOf(target, "consent:")) > total
          ? succeeded("a record for each request")
          : refused("as many as there may be");
      },
    },
  ],
};
