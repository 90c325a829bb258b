import { createOpaqueToken, fingerprint } from "@mcp-entra/auth-core";
import { authorizationUrl } from "../support/by-hand.ts";
import { type Attack, refused, succeeded, type Target, type Verdict } from "./attack.ts";
import { attacker, evilRedirectUri, openBrowser, victim } from "./support/cast.ts";
import {
  goThrough,
  honestRedirectUri,
  namesOfTools,
  signInTo,
  statusOfList,
  trustedClient,
} from "./support/steps.ts";
import { verdictOnSignIn } from "./support/verdicts.ts";

export const recordsWrittenIntoTheStore: Attack = {
  number: 45,
  name: "Records written into the store",
  does: "Can write to the database, to a shared Redis or to a copied file, but has none of the server's keys. Gives a session roles, forges a session, adds a token to another user's session, or changes where a client's codes are sent.",
  loss: "Any session, with any role.",
  attempts: [
    {
      name: "a role added to the attacker's own session",
      refusal: "401",
      stoppedBy: [["45"]],
      play: async (target) => {
        const { accessToken } = await signInTo(target, attacker);
        const before = await namesOfTools(target, accessToken);
        await rewrite(target, "session:", withEveryRole);
        const status = await statusOfList(target, accessToken);
        if (status !== 200) return refused(String(status));
        const gained = (await namesOfTools(target, accessToken)).filter((name) => !before.includes(name));
        if (gained.length === 0) throw new Error("The new roles are of no use.");
        return succeeded(`the tools ${gained.join(", ")}`);
      },
    },
    {
      name: "a session made up for the victim",
      refusal: "401",
      stoppedBy: [["45"]],
      play: async (target) => {
        const { accessToken: known } = await signInTo(target, attacker);
        const id = createOpaqueToken();
        const token = `${id}.${createOpaqueToken()}`;
        // The attacker keeps as much of their own record as possible, also its tag, if it has one.
        const own = await recordOf(target, "session:");
        const value = own.value
          .replace(attacker.id, victim.id)
          .replace(fingerprint(known), fingerprint(token));
        await target.writeRecord({ ...own, key: `session:${fingerprint(id)}`, value });
        return verdictOnToken(target, token);
      },
    },
    {
      name: "a token of the attacker's own beside an old one of the victim's",
      refusal: "401",
      stoppedBy: [["45"]],
      play: async (target) => {
        const { accessToken: old } = await signInTo(target, victim);
        const token = `${old.split(".")[0]}.${createOpaqueToken()}`;
        // The attacker does not know the next token of the victim's session. So the attacker adds their own token as a retiring one.
        const retiring = { accessFingerprint: fingerprint(token), until: Date.now() + 3_600_000 };
        await rewrite(target, "grace:", (grace) =>
          grace.replace(/"until":\d+\}$/, (until) => `"retiring":${JSON.stringify(retiring)},${until}`),
        );
        return verdictOnToken(target, token);
      },
    },
    {
      name: "the redirect URI of a client that the victim knows",
      refusal: "400 on a page, no redirect",
      stoppedBy: [["45"]],
      play: async (target) => {
        const client = await trustedClient(target);
        await rewrite(target, "client:", (record) => record.replaceAll(honestRedirectUri, evilRedirectUri));
        const link = authorizationUrl(target.endpoints, client, { redirect_uri: evilRedirectUri });
        return verdictOnSignIn(target, client, await goThrough(openBrowser(), link, victim));
      },
    },
  ],
};

/** Also without Entra's tokens, a session gives access to everything that does not need Graph. */
async function verdictOnToken(target: Target, token: string): Promise<Verdict> {
  const status = await statusOfList(target, token);
  return status === 200 ? succeeded("a session") : refused(String(status));
}

/** Changes the fifth field of the row. The fields are not encoded. */
function withEveryRole(row: string): string {
  return row.split("\t").with(4, "Auditor Directory.Reader").join("\t");
}

async function rewrite(target: Target, kind: string, change: (value: string) => string): Promise<void> {
  const record = await recordOf(target, kind);
  const value = change(record.value);
  if (value === record.value) throw new Error(`The record ${kind} was not changed.`);
  await target.writeRecord({ ...record, value });
}

async function recordOf(target: Target, kind: string) {
  const [record, ...others] = (await target.readRecords()).filter(({ key }) => key.startsWith(kind));
  if (record === undefined || others.length > 0) throw new Error(`Expected one record ${kind} in the store.`);
  return record;
}
