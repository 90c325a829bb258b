import { createHash } from "node:crypto";
import type { ServerOptions } from "./options.ts";

/** What a call comes to, in the words of HTTP. */
export type Result =
  | { status: 200; value: unknown }
  | { status: 200; problem: string }
  | { status: 401; claims?: string }
  | { status: 500; entra: number };

/** Asks Graph with a user's token for it. */
export type AskGraph = (assertion: string, path: string) => Promise<Result>;

interface Kept {
  bearer: string;
  until: number;
}

/** The exchange without MSAL: one form, and one look at what comes back. */
export function createGraph(options: ServerOptions): AskGraph {
  const kept: [string, Kept][] = [];
  return async (assertion, path) => {
    const name = createHash("sha512").update(assertion).digest("hex");
    const found = kept.find(([each, { until }]) => each === name && until > Date.now())?.[1];
    const trade = found ?? (await exchange(options, assertion));
    if ("status" in trade) return trade;
    if (found === undefined) kept.unshift([name, trade]);
    kept.splice(options.keptTokens);
    const answer = await fetch(`https://graph.microsoft.com/v1.0${path}`, {
      headers: { authorization: `Bearer ${trade.bearer}` },
    }).catch(() => undefined);
    if (answer?.status === 401) return { status: 401 };
    if (answer?.ok !== true) return { status: 200, problem: "Graph did not do this. Try again later." };
    return { status: 200, value: await answer.json() };
  };
}

async function exchange(options: ServerOptions, assertion: string): Promise<Kept | Result> {
  const form = new URLSearchParams({
    grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
    requested_token_use: "on_behalf_of",
    client_id: options.clientId,
    client_secret: options.clientSecret,
    scope: "User.Read User.ReadBasic.All",
    assertion,
  });
  const address = `https://login.microsoftonline.com/${options.tenantId}/oauth2/v2.0/token`;
  const answer = await fetch(address, { method: "POST", body: form }).catch(() => undefined);
  const said: EntraAnswer | undefined = await answer
    ?.text()
    .then((text) => JSON.parse(text))
    .catch(() => undefined);
  if (answer?.ok === true && said?.access_token !== undefined) {
    return { bearer: said.access_token, until: Date.now() + ((said.expires_in ?? 0) - 30) * 1_000 };
  }
  return explain(said ?? {});
}

interface EntraAnswer {
  access_token?: string;
  expires_in?: number;
  error?: string;
  error_codes?: number[];
  claims?: string;
}

function explain({ error, error_codes: [code = 0] = [], claims }: EntraAnswer): Result {
  if (code === 65001) {
    return { status: 200, problem: "This server lacks an administrator's consent to Microsoft Graph." };
  }
  if ([50013, 500131].includes(code) || /^(?:invalid|unauthorized)_client$/.test(error ?? ""))
    return { status: 500, entra: code };
  if (error === "interaction_required" || error === "invalid_grant") {
    return { status: 401, ...(claims !== undefined && { claims }) };
  }
  return { status: 200, problem: "Entra did not answer. Try again later." };
}
