import { type Attack, type Attempt, refused, succeeded } from "./attack.ts";
import { victim } from "./support/cast.ts";
import { repeat } from "./support/repeat.ts";
import { signInTo } from "./support/steps.ts";

interface Request {
  path: string;
  method?: "POST";
  /** The headers that a browser sets. A page cannot change them. */
  headers: Record<string, string>;
}

/** A page makes its visitor's browser send many requests. Then a user at the same address signs in. */
function send(times: number, { path, method, headers }: Request): Attempt["play"] {
  return async (target) => {
    await signInTo(target, victim);
    await repeat(times, async () => {
      const body = method === "POST" ? { body: "token=x" } : {};
      const url = `${target.endpoints.issuer}${path}`;
      const sent = { "content-type": "application/x-www-form-urlencoded", ...headers };
      const response = await fetch(url, {
        method: method ?? "GET",
        headers: sent,
        redirect: "manual",
        ...body,
      });
      await response.body?.cancel();
    });
    return signInTo(target, victim).then(
      () => refused("a user at the same address still signs in"),
      () => succeeded("no user at this address signs in for a quarter of an hour"),
    );
  };
}

const refusal = "a user at the same address still signs in";
const foreign = {
  origin: "https://evil.example",
  "sec-fetch-site": "cross-site",
  "sec-fetch-mode": "no-cors",
};

export const pageThatLocksOut: Attack = {
  number: 57,
  name: "Page that locks an address out",
  does: "Makes a web page whose visitors' browsers send requests that count against their address. A whole company may share this address.",
  loss: "No user at that address can sign in any more.",
  attempts: [
    {
      name: "forms to /token, sent in the background",
      refusal,
      stoppedBy: [["40-origin"]],
      play: send(1_000, { path: "/token", method: "POST", headers: foreign }),
    },
    {
      name: "/authorize as images",
      refusal,
      stoppedBy: [["57-embedded"]],
      play: send(300, { path: "/authorize", headers: { "sec-fetch-dest": "image" } }),
    },
    {
      name: "/auth/callback, prefetched",
      refusal,
      stoppedBy: [["57-prefetched"]],
      play: send(300, {
        path: "/auth/callback?code=x&state=x",
        headers: { "sec-fetch-dest": "document", "sec-purpose": "prefetch" },
      }),
    },
    {
      name: "forms to /consent",
      refusal,
      stoppedBy: [["57-forms"]],
      play: send(300, {
        path: "/consent",
        method: "POST",
        headers: { origin: "null", "sec-fetch-site": "cross-site", "sec-fetch-dest": "document" },
      }),
    },
  ],
};
