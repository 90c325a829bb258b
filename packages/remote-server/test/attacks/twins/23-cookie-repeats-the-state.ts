import type { Request, Response } from "express";
import { bindToBrowser as bindWithSecret } from "../../../src/auth/browser-binding.ts";
import type { SignInTickets } from "../../../src/auth/sign-in/pending-sign-ins.ts";

// All the rest is ours.
export * from "../../../src/auth/browser-binding.ts";

/** Careless, and widespread: the cookie holds what stands in the address, so that the two can be compared. */
export function bindToBrowser(response: Response, { state }: SignInTickets, secure: boolean): void {
  bindWithSecret(response, { state, browserSecret: state }, secure);
}

export function isSameBrowser(request: Request, state: string): boolean {
  return (request.headers.cookie ?? "").split("; ").some((cookie) => cookie.endsWith(`=${state}`));
}
