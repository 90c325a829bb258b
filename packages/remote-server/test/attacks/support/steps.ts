import { type HttpBrowser, type Page, signIn } from "@mcp-entra/mock-entra/browser";
import { z } from "zod";
import {
  authorizationUrl,
  callByHand,
  listTools,
  redeem,
  register,
  toolNames,
} from "../../support/by-hand.ts";
import { type Generation, generations, postOf } from "../../support/generations.ts";
import { clientRedirectUri } from "../../support/test-client.ts";
import type { Target } from "../attack.ts";
import { openBrowser, type Person, victim } from "./cast.ts";

/** What a client has after a sign-in. */
export interface Session {
  client: string;
  code: string;
  accessToken: string;
  refreshToken: string;
}

/** A client for which a sign-in works. The honest way is tried before the attack. @returns its id. */
export async function trustedClient(target: Target): Promise<string> {
  return (await signInTo(target, victim)).client;
}

/**
 * The honest sign-in, from the consent page to the tokens.
 *
 * @param asks.client a client to use instead of a new one. @throws Error if it does not work.
 */
export async function signInTo(
  target: Target,
  person: Person,
  asks: { client?: string; scope?: string } = {},
): Promise<Session> {
  const { client = await register(target.endpoints), ...more } = asks;
  const arrived = await goThrough(openBrowser(), authorizationUrl(target.endpoints, client, more), person);
  const code = codeIn(arrived);
  const answer = await redeem(target.endpoints, client, code);
  const { access_token: accessToken = "", refresh_token: refreshToken = "" } = answer;
  if ((await statusOfList(target, accessToken)) !== 200) {
    throw new Error(
      `The honest sign-in does not work: ${answer["error_description"] ?? Object.keys(answer).join()}`,
    );
  }
  return { client, code, accessToken, refreshToken };
}

/** Opens a link, allows the client on our page, and signs in on Entra's page. @returns the last page. */
export async function goThrough(browser: HttpBrowser, link: URL, person: Person): Promise<Page> {
  return goOn(browser, await browser.visit(link.href), person);
}

/** The same, beginning with this page. */
export async function goOn(browser: HttpBrowser, page: Page, person: Person): Promise<Page> {
  const agreed = isConsentPage(page) ? await browser.submit(page, { decision: "approve" }) : page;
  return signIn(browser, agreed, person);
}

/** The page /consents of this person, in a browser of this person. */
export async function openConsents(issuer: string, person: Person) {
  const browser = openBrowser();
  const page = await goThrough(browser, new URL(`${issuer}/consents`), person);
  const { form_token: formToken } = formOf(page);
  if (formToken === undefined) throw new Error(`No form at “${page.title}”.`);
  return { browser, page, formToken };
}

export function isConsentPage(page: Page): boolean {
  return page.document.querySelector('[name="decision"]') !== null;
}

/** The hidden values of the consent page's form. */
export function formOf(page: Page): Record<string, string> {
  const inputs = page.document.querySelectorAll("input");
  return Object.fromEntries(
    inputs.map((input) => [input.getAttribute("name") ?? "", input.getAttribute("value") ?? ""]),
  );
}

/** The code in the address that the browser was sent to. */
export function codeIn(arrived: Page): string {
  const code = new URL(arrived.url).searchParams.get("code");
  if (arrived.status !== 0 || code === null)
    throw new Error(`No code at “${arrived.title}” (${arrived.status}).`);
  return code;
}

/** The redirect URI that clients of this test register by default. */
export const honestRedirectUri = clientRedirectUri;

const toolAnswer = z.object({
  result: z.object({ structuredContent: z.object({ displayName: z.string() }) }),
});

/** Calls a tool with this token. @returns the user that Microsoft Graph sees; undefined if the server refuses the token. */
export async function nameBehind({ endpoints }: Target, token: string): Promise<string | undefined> {
  return inEachGeneration(async (generation) => {
    const response = await callTool(endpoints.mcp, { authorization: `Bearer ${token}` }, generation);
    return response.ok
      ? toolAnswer.parse(await response.json()).result.structuredContent.displayName
      : undefined;
  });
}

/** The status of a tool call to an endpoint like /mcp. */
export async function statusOfCall(url: string, headers: Record<string, string>): Promise<number> {
  return inEachGeneration(async (generation) => {
    const response = await callTool(url, headers, generation);
    await response.body?.cancel();
    return response.status;
  });
}

/** The status of a request for the list of tools. */
export async function statusOfList({ endpoints }: Target, token: string): Promise<number> {
  return inEachGeneration(async (generation) => listTools(endpoints, token, generation));
}

/** The names in the list of tools for this token. */
export async function namesOfTools({ endpoints }: Target, token: string): Promise<string[]> {
  const names = await inEachGeneration(async (generation) =>
    (await toolNames(endpoints, token, generation)).join(),
  );
  return names.split(",");
}

/**
 * Does the same in each generation of MCP at /mcp. A guard for only one generation protects nothing. So the outcomes have to be the same,
 * or this throws.
 */
export async function inEachGeneration<Outcome extends string | number | undefined>(
  act: (generation: Generation) => Promise<Outcome>,
): Promise<Outcome> {
  const [first, ...others] = generations;
  const outcome = await act(first);
  for (const generation of others) {
    const other = await act(generation);
    if (other !== outcome) throw new Error(`MCP ${first}: ${outcome}, but MCP ${generation}: ${other}.`);
  }
  return outcome;
}

const auditAnswer = z.object({
  result: z.object({
    structuredContent: z.object({ events: z.array(z.record(z.string(), z.unknown())) }),
  }),
});

/** The answer of `getAuditLog` to this token. */
export async function auditEvents(
  { endpoints }: Target,
  token: string,
  filter: { event: string },
): Promise<Record<string, unknown>[]> {
  const events = await inEachGeneration(async (generation) => {
    const response = await callByHand(endpoints, token, "getAuditLog", { limit: 200, ...filter }, generation);
    return JSON.stringify(auditAnswer.parse(await response.json()).result.structuredContent.events);
  });
  return JSON.parse(events) as Record<string, unknown>[];
}

/** `getUserDetails`, over Streamable HTTP. */
export async function callTool(
  url: string,
  headers: Record<string, string>,
  generation: Generation = "2025-11-25",
): Promise<Response> {
  const post = postOf(generation, { method: "tools/call", params: { name: "getUserDetails" } });
  return fetch(url, {
    method: "POST",
    headers: { ...post.headers, ...headers },
    body: JSON.stringify(post.body),
  });
}
