import type { Request, Response } from "express";
import { bindToBrowser as bindWithSecret } from "../../../src/auth/browser-binding.ts";
import type { SignInTickets } from "../../../src/auth/sign-in/pending-sign-ins.ts";

// The other exports are those of our server.
export * from "../../../src/auth/browser-binding.ts";

/** Careless, and a usual mistake: the cookie contains the state, which is also in the address. The check compares the two. */
export function bindToBrowser(response: Response, { state }: SignInTickets, secure: boolean): void {
  bindWithSecret(response, { state, browserSecret: state }, secure);
}

export function isSameBrowser(request: Request, state: string): boolean {
  return (request.headers.cookie ?? "").split("; ").some((cookie) => cookie.endsWith(`=${state}`));
}
