import { timingSafeEqual } from "node:crypto";
import { hashToken } from "@mcp-entra/auth-core";
import type { CookieOptions, Request, Response } from "express";
import { signInSeconds } from "./pending-sign-ins.ts";

/**
 * Ties a sign-in to the browser that began it. Without this an attacker starts a sign-in, stops before the end and has a
 * victim open the callback link: the victim's account then lands in the attacker's client.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9700#section-4.7
 */
export function bindToBrowser(response: Response, state: string, secure: boolean): void {
  response.cookie(cookieName(state, secure), state, {
    ...cookieOptions(secure),
    maxAge: signInSeconds * 1_000,
  });
}

/** Whether the browser that comes back is the one that left. */
export function isSameBrowser(request: Request, state: string, secure: boolean): boolean {
  const value = readCookie(request, cookieName(state, secure));
  if (value === undefined) return false;
  // Hashing makes both sides equally long, which timingSafeEqual requires.
  return timingSafeEqual(Buffer.from(hashToken(value)), Buffer.from(hashToken(state)));
}

export function releaseBrowser(response: Response, state: string, secure: boolean): void {
  response.clearCookie(cookieName(state, secure), cookieOptions(secure));
}

/** One cookie a sign-in, so that two tabs do not overwrite each other's. `__Host-` keeps other subdomains from setting it. */
function cookieName(state: string, secure: boolean): string {
  return `${secure ? "__Host-" : ""}mcp-sign-in-${hashToken(state).slice(0, 16)}`;
}

/** Lax, not Strict: the callback is a navigation that comes from Entra's site. */
function cookieOptions(secure: boolean): CookieOptions {
  return { httpOnly: true, secure, sameSite: "lax", path: "/" };
}

function readCookie(request: Request, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? "").split(";").map((pair) => pair.trim());
  const found = pairs.find((pair) => pair.startsWith(`${name}=`));
  return found?.slice(name.length + 1);
}
