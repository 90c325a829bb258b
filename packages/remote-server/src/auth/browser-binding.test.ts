import type { CookieOptions, Response } from "express";
import { expect, it } from "vitest";
import { bindConsent, bindToBrowser, bindVisit } from "./browser-binding.ts";

function cookiesSetBy(work: (response: Response) => void) {
  const cookies: { name: string; options: CookieOptions }[] = [];
  const cookie = (name: string, _value: string, options: CookieOptions) => cookies.push({ name, options });
  work({ cookie } as unknown as Response);
  return cookies;
}

it.each([
  [
    "sign-in",
    (response: Response) => bindToBrowser(response, { state: "s", browserSecret: "b" }, true),
    "lax",
  ],
  [
    "consent",
    (response: Response) => bindConsent(response, { ticket: "t", browserToken: "b" }, true),
    "strict",
  ],
  [
    "consents",
    (response: Response) => bindVisit(response, "v", { issuer: "https://mcp.example.com", secure: true }),
    "lax",
  ],
] as const)("over https the cookie of a %s can be set by this very host only", (step, bind, sameSite) => {
  expect(cookiesSetBy(bind)).toEqual([
    {
      name: expect.stringMatching(new RegExp(`^__Host-mcp-${step}-[\\w-]{16}$`)),
      options: { httpOnly: true, secure: true, sameSite, path: "/", maxAge: 600_000 },
    },
  ]);
});
