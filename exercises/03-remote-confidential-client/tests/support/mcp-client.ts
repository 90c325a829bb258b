import { seed } from "@mcp-entra/mock-entra";
import {
  createHttpBrowser,
  type Credentials,
  type HttpBrowser,
  type Page,
  signIn,
} from "@mcp-entra/mock-entra/browser";
import { browserFetch } from "@mcp-entra/mock-entra/vitest";
import { noteOnFailure } from "@mcp-entra/workshop/note-on-failure";
import { expect } from "vitest";
import { clients, startServer } from "./test-server.ts";

/** What an MCP client does, one request at a time. Nothing here throws because of what a server answers. */

/** From RFC 7636, appendix B. */
export const pkce = {
  verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
  challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
};
const clientAddresses = "http://127.0.0.1:9/";
export const entraHost = "login.microsoftonline.com";

/** Where an MCP client sends its user's browser. */
export function authorizeUrl(issuer: string, more: Record<string, string> = {}): string {
  const url = new URL("/authorize", issuer);
  url.search = new URLSearchParams({
    response_type: "code",
    client_id: clients.editor.client_id,
    redirect_uri: clients.editor.redirect_uris[0] ?? "",
    code_challenge: pkce.challenge,
    code_challenge_method: "S256",
    state: "state-of-the-client",
    ...more,
  }).toString();
  return url.href;
}

/** Where an answer sends the browser; none, or one that is no address: to the server itself, or nowhere. */
export function locationOf(response: Response, issuer: string): URL {
  return URL.parse(response.headers.get("location") ?? "about:blank", issuer) ?? new URL("about:blank");
}

/** The address at Entra that `/authorize` leads to, and the cookies that it sets. */
export async function startSignIn(
  issuer: string,
  more: Record<string, string> = {},
  cookie = "",
): Promise<{ entra: URL; cookies: string[] }> {
  const headers = cookie === "" ? {} : { cookie };
  const response = await fetch(authorizeUrl(issuer, more), { redirect: "manual", headers });
  await response.arrayBuffer();
  const entra = locationOf(response, issuer);
  expect(
    entra.hostname,
    "The browser is not sent to Entra yet. Await the address that MSAL's getAuthCodeUrl gives, and redirect to it, in beginSignIn.",
  ).toBe(entraHost);
  return { entra, cookies: response.headers.getSetCookie() };
}

/**
 * @param stopBefore addresses that the browser reports instead of opening them; always those of the clients.
 * @param rewrite what an attacker does to an address before it is opened.
 */
export function createBrowser(
  stopBefore: string[] = [],
  rewrite = (address: string) => address,
): HttpBrowser {
  return createHttpBrowser({
    stopBefore: [clientAddresses, ...stopBefore],
    fetch: async (address, init) =>
      browserFetch(typeof address === "string" ? rewrite(address) : address, init),
  });
}

/** Goes through all pages as `user`. @returns where that ends: at best, the client's redirect URI with a code. */
export async function signInAs(
  user: Credentials,
  issuer: string,
  more: Record<string, string> = {},
  browser = createBrowser(),
): Promise<Page> {
  const page = await signIn(browser, await browser.visit(authorizeUrl(issuer, more)), user);
  const text = page.document.querySelector("body")?.text.trim() ?? page.html;
  noteOnFailure(
    `The browser ended at ${page.url.split("?")[0]}${page.status > 0 ? ` (${page.status} ${text.slice(0, 200)})` : ""}`,
  );
  return page;
}

/** A sign-in that Entra has finished, before the browser goes back to the server. */
export interface Arrival {
  /** The address of the callback, with Entra's code. */
  url: string;
  /** What the server has set at the beginning, as a browser sends it. */
  cookie: string;
}

/** Begins a sign-in and finishes it at Entra. @param begun with a sign-in that has begun already. */
export async function arriveFromEntra(
  issuer: string,
  user: Credentials = seed.users.ada,
  begun?: { entra: URL; cookies: string[] },
): Promise<Arrival> {
  const { entra, cookies } = begun ?? (await startSignIn(issuer));
  const browser = createBrowser([`${issuer}/auth/callback`]);
  const { url } = await signIn(browser, await browser.visit(entra.href), user);
  expect(
    url.startsWith(`${issuer}/auth/callback`),
    "The sign-in does not lead back to /auth/callback yet. Finish task 3.1 first, then come back to this one.",
  ).toBe(true);
  return { url, cookie: cookieHeader(cookies) };
}

/** A callback that no page of Entra's has led to. */
export function callbackUrl(issuer: string, query: Record<string, string>): string {
  return `${issuer}/auth/callback?${new URLSearchParams(query).toString()}`;
}

/** The state in an address. */
export function stateOf({ searchParams }: URL): string {
  return searchParams.get("state") ?? "";
}

/** The cookies that a server has set, as a browser sends them. */
export function cookieHeader(cookies: readonly string[]): string {
  return cookies.map((cookie) => cookie.split(";")[0]).join("; ");
}

/** Opens a callback as a browser with these cookies. */
export async function openCallback({ url, cookie }: Arrival): Promise<Pick<Page, "status" | "url" | "html">> {
  const response = await fetch(url, { redirect: "manual", headers: cookie === "" ? {} : { cookie } });
  const html = await response.text();
  const location = response.headers.get("location") ?? url;
  noteOnFailure(`The callback answered ${response.status} ${html.slice(0, 200)}`);
  return { url: location, status: response.status, html };
}

/** What has become of a callback: “refused”, when the server has answered with a 4xx page. */
export function fateOf({ status, url }: Pick<Page, "status" | "url">): string {
  if (status >= 400 && status < 500) return "refused";
  return url.startsWith(clientAddresses) ? "sent on to the client" : `answered with ${status}`;
}

/** The code that the client has been sent; none when the browser has stopped elsewhere. */
export function codeIn({ url }: Pick<Page, "url">): string {
  return url.startsWith(clientAddresses) ? (new URL(url).searchParams.get("code") ?? "") : "";
}

/** Signs Ada in. @returns a code, for a test that is about what can be done with one. */
export async function codeFor(
  issuer: string,
  more: Record<string, string> = {},
  browser = createBrowser(),
): Promise<string> {
  const code = codeIn(await signInAs(seed.users.ada, issuer, more, browser));
  expect(
    code,
    "The client has no code yet that could be tried here. Finish tasks 3.1 and 3.2 first.",
  ).not.toBe("");
  return code;
}

export interface TokenAnswer {
  status: number;
  error: string | undefined;
  accessToken: string;
  refreshToken: string;
  expiresIn: number | undefined;
  scope: string | undefined;
  /** The whole answer, as it came. */
  body: string;
}

export async function redeem(
  issuer: string,
  code: string,
  more: Record<string, string> = {},
): Promise<TokenAnswer> {
  return askForTokens(issuer, {
    grant_type: "authorization_code",
    code,
    code_verifier: pkce.verifier,
    ...more,
  });
}

export async function refresh(
  issuer: string,
  refreshToken: string,
  more: Record<string, string> = {},
): Promise<TokenAnswer> {
  return askForTokens(issuer, { grant_type: "refresh_token", refresh_token: refreshToken, ...more });
}

async function askForTokens(issuer: string, parameters: Record<string, string>): Promise<TokenAnswer> {
  const body = new URLSearchParams({ client_id: clients.editor.client_id, ...parameters });
  const response = await fetch(new URL("/token", issuer), { method: "POST", body });
  const answered = await response.text();
  const answer = parse(answered);
  const text = (name: string): string => (typeof answer[name] === "string" ? answer[name] : "");
  return {
    status: response.status,
    error: text("error") || undefined,
    accessToken: text("access_token"),
    refreshToken: text("refresh_token"),
    expiresIn: typeof answer["expires_in"] === "number" ? answer["expires_in"] : undefined,
    scope: typeof answer["scope"] === "string" ? answer["scope"] : undefined,
    body: answered,
  };
}

/** A server, and what the editor holds after a person's sign-in: for a test that is about what can be done with it. */
export async function signedIn(
  user: Credentials = seed.users.ada,
  issuer?: string,
  more: Record<string, string> = {},
): Promise<TokenAnswer & { issuer: string }> {
  const origin = issuer ?? (await startServer());
  const tokens = await redeem(origin, codeIn(await signInAs(user, origin, more)));
  expect(
    tokens.accessToken,
    "The client has no session token yet that could be tried here. Finish tasks 3.1 to 3.3 first.",
  ).not.toBe("");
  return { issuer: origin, ...tokens };
}

/** A JSON object; an empty one where it is none. */
export function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
