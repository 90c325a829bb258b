import { setTimeout as delay } from "node:timers/promises";
import { pkce } from "../../../packages/remote-server/test/support/by-hand.ts";
import { clientRedirectUri } from "../../../packages/remote-server/test/support/test-client.ts";
import type { Held } from "./ledger.ts";

/** The statuses with which the server says that it cannot answer now. */
export class Unanswered extends Error {}

/** Whether a crash explains the result: the connection was lost, or the server could not answer. */
export function isCrash(error: unknown): boolean {
  if (error instanceof Unanswered || error instanceof SyntaxError) return true;
  return error instanceof TypeError && /fetch failed|terminated/.test(error.message);
}

/** @returns the tokens, or the status of the refusal. @throws Unanswered */
async function requestTokens(
  issuer: string,
  clientId: string,
  parameters: Record<string, string>,
): Promise<Held | number> {
  const form = { client_id: clientId, ...parameters };
  const response = await fetch(`${issuer}/token`, { method: "POST", body: new URLSearchParams(form) });
  const body: unknown = await response.json();
  if (response.status >= 500) throw new Unanswered();
  if (response.status !== 200) return response.status;
  return { clientId, accessToken: field(body, "access_token"), refreshToken: field(body, "refresh_token") };
}

function field(body: unknown, name: string): string {
  const value: unknown = typeof body === "object" && body !== null ? Reflect.get(body, name) : undefined;
  if (typeof value === "string") return value;
  throw new Error(`The token answer has no ${name}.`);
}

/**
 * Redeems a code, and tries again after a crash.
 *
 * @returns the tokens. `lost`: the crash came in between, and the user has to sign in again. `refused`: no crash explains the refusal.
 */
export async function redeemCode(
  issuer: string,
  clientId: string,
  code: string,
): Promise<Held | "lost" | "refused"> {
  const parameters = {
    grant_type: "authorization_code",
    code,
    code_verifier: pkce.verifier,
    redirect_uri: clientRedirectUri,
  };
  for (let attempt = 0; attempt < 200; attempt += 1) {
    try {
      const answer = await requestTokens(issuer, clientId, parameters);
      if (typeof answer !== "number") return answer;
      return attempt === 0 ? "refused" : "lost";
    } catch (error) {
      if (!isCrash(error)) throw error;
    }
    await delay(20);
  }
  return "lost";
}

/** @returns the new pair, or the status of the refusal. @throws Unanswered */
export async function refreshTokens(issuer: string, held: Held): Promise<Held | number> {
  const parameters = { grant_type: "refresh_token", refresh_token: held.refreshToken };
  return requestTokens(issuer, held.clientId, parameters);
}

/** @returns the HTTP status. An error of the tool counts as 500. */
export async function callMcp(issuer: string, token: string, name: string): Promise<number> {
  const call =
    name === "tools/list" ? { method: name } : { method: "tools/call", params: { name, arguments: {} } };
  const response = await fetch(`${issuer}/mcp`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      authorization: `Bearer ${token}`,
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, ...call }),
  });
  const text = await response.text();
  return response.status === 200 && text.includes('"isError":true') ? 500 : response.status;
}
