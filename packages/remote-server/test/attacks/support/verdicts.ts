import type { HttpBrowser, Page } from "@mcp-entra/mock-entra/browser";
import { redeem } from "../../support/by-hand.ts";
import { refused, succeeded, type Target, type Verdict } from "../attack.ts";
import { isConsentPage, nameBehind } from "./steps.ts";

type TokenAnswer = Awaited<ReturnType<typeof redeem>>;

/**
 * The result of a sign-in that the attacker has started. A code counts as success if the attacker gets tokens for it. The attacker chose
 * the challenge and knows its verifier.
 *
 * @param client the client that the code is for.
 */
export async function verdictOnSignIn(target: Target, client: string, arrived: Page): Promise<Verdict> {
  if (arrived.status !== 0) return verdictOnPage(target, arrived);
  const address = new URL(arrived.url);
  const { searchParams } = address;
  const error = searchParams.get("error");
  if (error !== null) return refused(`${error}, sent to the client`);
  const code = searchParams.get("code") ?? "";
  target.tell(
    "attacker",
    "The attacker exchanges the code. The challenge was the attacker's, so the verifier is known.",
  );
  const redirectUri = arrived.url.replace(/\?[^#]*/, "");
  return verdictOnTokens(target, await redeem(target.endpoints, client, code, { redirect_uri: redirectUri }));
}

/** A refusal is a page at our own address. Any other result is not a refusal. */
export function verdictOnPage({ endpoints }: Target, page: Page): Verdict {
  const isOurs = page.url.startsWith(`${endpoints.issuer}/`);
  if (isOurs && page.status >= 400 && page.status < 500)
    return refused(`${page.status} on a page, no redirect`);
  throw new Error(`The browser ended on “${page.title}” (${page.status}): ${page.url.split("?")[0]}`);
}

/** Tokens count as success if a tool answers to them. */
export async function verdictOnTokens(target: Target, answer: TokenAnswer): Promise<Verdict> {
  const { access_token: token, error } = answer;
  if (token === undefined && error !== undefined && error !== "server_error") return refused(error);
  target.tell("attacker", "The attacker has tokens, and calls a tool with them.");
  const name = await nameBehind(target, token ?? "");
  if (name === undefined)
    throw new Error(`Neither tokens that work nor an error, but ${Object.keys(answer).join()}.`);
  return succeeded(`a session as ${name}`);
}

/** For attacks without a page as the answer: the server refuses with exactly this status, or it serves the request. */
export function verdictOnStatus(status: number, expected: number, gain: string): Verdict {
  if (status === expected) return refused(String(status));
  if (status >= 200 && status < 300) return succeeded(gain);
  throw new Error(`Expected ${expected} or a success, got ${status}.`);
}

/** The victim opens a link. The victim is already signed in at Entra, and does nothing more. */
export async function verdictOnUnaskedVisit(
  target: Target,
  client: string,
  browser: HttpBrowser,
  link: URL,
): Promise<Verdict> {
  const page = await browser.visit(link.href);
  return isConsentPage(page) ? refused("the victim is asked") : verdictOnSignIn(target, client, page);
}
