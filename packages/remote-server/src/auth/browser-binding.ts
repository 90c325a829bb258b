import { hashToken, tokenMatches } from "@mcp-entra/auth-core";
import type { CookieOptions, Request, Response } from "express";
import { visitSeconds } from "./review/review-visits.ts";
import type { Endpoints } from "./rules/endpoints.ts";
import { consentSeconds, type ConsentTickets } from "./consent/pending-consents.ts";
import { signInSeconds, type SignInTickets } from "./sign-in/pending-sign-ins.ts";

/**
 * Ties a sign-in to the browser whose user has just agreed to it. Without this an attacker starts a sign-in, stops before
 * the end and has a victim open the callback link: the victim's account then lands in the attacker's client.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9700#section-4.7
 */
export function bindToBrowser(
  response: Response,
  { state, browserSecret }: SignInTickets,
  secure: boolean,
): void {
  const name = cookieName("sign-in", state, secure);
  // Lax: the callback is a navigation that comes from Entra's site, and Strict would not survive it.
  response.cookie(name, browserSecret, { ...cookieOptions("lax", secure), maxAge: signInSeconds * 1_000 });
}

/** Whether the browser that comes back is the one that left. */
export function isSameBrowser(request: Request, state: string, secure: boolean): boolean {
  const browserSecret = readCookie(request, cookieName("sign-in", state, secure));
  // defence:23-secret The secret is not the state: the state is in the address, where others can see it.
  return browserSecret !== undefined && tokenMatches(browserSecret, state);
}

export function releaseBrowser(response: Response, state: string, secure: boolean): void {
  response.clearCookie(cookieName("sign-in", state, secure), cookieOptions("lax", secure));
}

/** Ties a question to the browser that it is shown in: an answer that another page sends for the user lacks the cookie. */
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
 * Who is looking at /consents. Lax: the page is reached by way of Entra's site, and Strict would not survive that; its form
 * carries a token of its own.
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
 * A browser sends a cookie to all ports of its host (RFC 6265 §8.5), and one with `__Host-` to all paths. So the name says which server it
 * is for: servers that share a host would overwrite each other's.
 */
function visitCookie({ issuer, secure }: VisitedServer): string {
  return `${secure ? "__Host-" : ""}mcp-consents-${hashToken(issuer).slice(0, 16)}`;
}

/** One cookie a step, so that two tabs do not overwrite each other's. `__Host-` keeps other subdomains from setting it. */
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
