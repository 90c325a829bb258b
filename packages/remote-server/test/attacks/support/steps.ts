import { type HttpBrowser, type Page, signIn } from "@mcp-entra/mock-entra/browser";
import { z } from "zod";
import { authorizationUrl, listTools, redeem, register } from "../../support/by-hand.ts";
import { clientRedirectUri } from "../../support/test-client.ts";
import type { Target } from "../attack.ts";
import { openBrowser, type Person, victim } from "./cast.ts";

/** What a client holds after a sign-in. */
export interface Session {
  client: string;
  code: string;
  accessToken: string;
  refreshToken: string;
}

/** A client with which signing in works: the honest way, tried before the attack. @returns its id. */
export async function trustedClient(target: Target): Promise<string> {
  return (await signInTo(target, victim)).client;
}

/** The honest sign-in with a new client, from the consent page to the tokens. @throws Error when it does not work. */
export async function signInTo(target: Target, person: Person): Promise<Session> {
  const client = await register(target.endpoints);
  const arrived = await goThrough(openBrowser(), authorizationUrl(target.endpoints, client), person);
  const code = codeIn(arrived);
  const answer = await redeem(target.endpoints, client, code);
  const { access_token: accessToken = "", refresh_token: refreshToken = "" } = answer;
  if ((await listTools(target.endpoints, accessToken)) !== 200) {
    throw new Error(
      `The honest sign-in does not work: ${answer["error_description"] ?? Object.keys(answer).join()}`,
    );
  }
  return { client, code, accessToken, refreshToken };
}

/** Opens a link and does what the pages ask for: agrees on ours, signs in on Entra's. @returns where that ends. */
export async function goThrough(browser: HttpBrowser, link: URL, person: Person): Promise<Page> {
  return goOn(browser, await browser.visit(link.href), person);
}

/** The same, from a page on. */
export async function goOn(browser: HttpBrowser, page: Page, person: Person): Promise<Page> {
  const agreed = isConsentPage(page) ? await browser.submit(page, { decision: "approve" }) : page;
  return signIn(browser, agreed, person);
}

export function isConsentPage(page: Page): boolean {
  return page.document.querySelector('[name="decision"]') !== null;
}

/** The values that the consent page's form sends along. */
export function formOf(page: Page): Record<string, string> {
  const inputs = page.document.querySelectorAll("input");
  return Object.fromEntries(
    inputs.map((input) => [input.getAttribute("name") ?? "", input.getAttribute("value") ?? ""]),
  );
}

/** The code that a browser was sent to a client with. */
export function codeIn(arrived: Page): string {
  const code = new URL(arrived.url).searchParams.get("code");
  if (arrived.status !== 0 || code === null)
    throw new Error(`No code at “${arrived.title}” (${arrived.status}).`);
  return code;
}

/** What clients register here, unless they say otherwise. */
export const honestRedirectUri = clientRedirectUri;

const toolAnswer = z.object({
  result: z.object({ structuredContent: z.object({ displayName: z.string() }) }),
});

/** Calls a tool with this token. @returns whom Microsoft Graph takes its bearer for; undefined when it is refused. */
export async function nameBehind({ endpoints }: Target, token: string): Promise<string | undefined> {
  const response = await callTool(endpoints.mcp, { authorization: `Bearer ${token}` });
  return response.ok
    ? toolAnswer.parse(await response.json()).result.structuredContent.displayName
    : undefined;
}

/** `getUserDetails`, over Streamable HTTP. */
export async function callTool(url: string, headers: Record<string, string>): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "getUserDetails" } }),
  });
}
