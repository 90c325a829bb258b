import { hashToken, tokenMatches } from "@mcp-entra/auth-core";
import type { CookieOptions, Request, Response } from "express";
import { visitSeconds } from "./review/review-visits.ts";
import type { Endpoints } from "./rules/endpoints.ts";
import { consentSeconds, type ConsentTickets } from "./consent/pending-consents.ts";
import { signInSeconds, type SignInTickets } from "./sign-in/pending-sign-ins.ts";

/**
 * Binds a sign-in to the browser whose user has just agreed to it. Without this, an attacker starts a
 * sign-in, stops before the end, and makes a victim open the callback link. The attacker's client then gets
 * the victim's session.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9700#section-4.7
 */
export function bindToBrowser(
  response: Response,
  { state, browserSecret }: SignInTickets,
  secure: boolean,
): void {
  const name = cookieName("sign-in", state, secure);
  // Lax: the callback is a navigation from Entra's site, and browsers do not send a Strict cookie with it.
  response.cookie(name, browserSecret, { ...cookieOptions("lax", secure), maxAge: signInSeconds * 1_000 });
}

/** Whether the browser that comes back is the one that began the sign-in. */
export function isSameBrowser(request: Request, state: string, secure: boolean): boolean {
  const browserSecret = readCookie(request, cookieName("sign-in", state, secure));
  // defence:23-secret The secret is not the state: the state is in the URL, where other people can see it.
  return browserSecret !== undefined && tokenMatches(browserSecret, state);
}

export function releaseBrowser(response: Response, state: string, secure: boolean): void {
  response.clearCookie(cookieName("sign-in", state, secure), cookieOptions("lax", secure));
}

/**
 * Binds a question to the browser that shows it. If another page sends an answer for the user, the cookie is
 * missing.
 */
export function bindConsent(
  response: Response,
  { ticket, browserToken }: Pick<ConsentTickets, "ticket" | "browserToken">,
  secure: boolean,
): void {
  const name = cookieName("consent", ticket, secure);
  response.cookie(name, browserToken, { ...cookieOptions("strict", secure), maxAge: consentSeconds * 1_000 });
}

export function readConsentCookie(request: Request, ticket: string, secure: boolean): string | undefined {
  return readCookie(request, cookieName("consent", ticket, secure));
}

/**
 * The user who looks at /consents. Lax: the browser comes from Entra's site, and would not send a Strict
 * cookie. The page's form has its own token.
 */
export function bindVisit(response: Response, visitToken: string, endpoints: VisitedServer): void {
  const options = { ...cookieOptions("lax", endpoints.secure), maxAge: visitSeconds * 1_000 };
  response.cookie(visitCookie(endpoints), visitToken, options);
}

export function readVisitCookie(request: Request, endpoints: VisitedServer): string | undefined {
  return readCookie(request, visitCookie(endpoints));
}

export function releaseVisit(response: Response, endpoints: VisitedServer): void {
  response.clearCookie(visitCookie(endpoints), cookieOptions("lax", endpoints.secure));
}

type VisitedServer = Pick<Endpoints, "issuer" | "secure">;

/**
 * A browser sends a cookie to all ports of its host (RFC 6265 §8.5), and one with `__Host-` to all paths. So
 * the name contains a part for this server: otherwise, servers on one host would overwrite each other's
 * cookies.
 */
function visitCookie({ issuer, secure }: VisitedServer): string {
  return `${secure ? "__Host-" : ""}mcp-consents-${hashToken(issuer).slice(0, 16)}`;
}

/**
 * One cookie for each sign-in, so that two tabs do not overwrite each other's cookies. `__Host-` keeps other
 * subdomains from setting it.
 */
function cookieName(step: "consent" | "sign-in", key: string, secure: boolean): string {
  return `${secure ? "__Host-" : ""}mcp-${step}-${hashToken(key).slice(0, 16)}`;
}

function cookieOptions(sameSite: "lax" | "strict", secure: boolean): CookieOptions {
  return { httpOnly: true, secure, sameSite, path: "/" };
}

function readCookie(request: Request, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? "").split(";").map((pair) => pair.trim());
  const found = pairs.find((pair) => pair.startsWith(`${name}=`));
  return found?.slice(name.length + 1);
}
