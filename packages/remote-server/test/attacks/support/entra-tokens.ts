import { type ForgeryKind, seed } from "@mcp-entra/mock-entra";
import type { Attempt, Target, Verdict } from "../attack.ts";
import { refused, succeeded } from "../attack.ts";
import { type Person, victim } from "./cast.ts";
import { statusOfList } from "./steps.ts";

const { api, client } = seed.applications;

/** A token that Entra issues for this server. @param client default: the allowed client. */
export async function tokenOf(
  { forge }: Target,
  person: Person,
  { kind = "valid", clientId = client.appId }: { kind?: ForgeryKind; clientId?: string } = {},
): Promise<string> {
  const scopes = Object.values(api.scopes);
  return forge[kind]({ audience: api.appId, user: person.id, client: clientId, scopes });
}

/** Checks that an honest token opens the tools. @throws Error if it does not. */
export async function seeHonestToken(target: Target): Promise<void> {
  const status = await statusOfList(target, await tokenOf(target, victim));
  if (status !== 200) throw new Error(`The honest token gets ${status}.`);
}

/** Sends a token of this kind to every endpoint: to /mcp in both generations, and to /sse. */
export function present(kind: ForgeryKind, clientId?: string): Attempt["play"] {
  return async (target) => {
    await seeHonestToken(target);
    const token = await tokenOf(target, victim, { kind, ...(clientId !== undefined && { clientId }) });
    target.tell("attacker", "The attacker sends the token to /mcp and to /sse.");
    const statuses = new Set([await statusOfList(target, token), await statusAtSse(target, token)]);
    return verdictOn([...statuses], kind);
  };
}

function verdictOn([status, ...others]: number[], kind: string): Verdict {
  if (others.length === 0 && (status === 401 || status === 403)) return refused(String(status));
  if (others.length === 0 && status === 200) return succeeded("the tools, as the victim");
  throw new Error(`${kind}: expected 401, 403 or 200 at every door, got ${[status, ...others].join()}.`);
}

async function statusAtSse({ endpoints }: Target, token: string): Promise<number> {
  const leaving = new AbortController();
  const headers = { authorization: `Bearer ${token}` };
  const { status } = await fetch(endpoints.sse, { headers, signal: leaving.signal });
  leaving.abort();
  return status;
}
