import { createHash } from "node:crypto";
import type { HttpBrowser } from "@mcp-entra/mock-entra/browser";

/** The cookie that this browser sends to a callback. Attacks copy it. @param callback the address that Entra sends the browser to. */
export async function signInCookie(browser: HttpBrowser, callback: string): Promise<string> {
  const state = new URL(callback).searchParams.get("state") ?? "";
  const secret = (await browser.cookies()).find((value) => sha256(value) === state);
  if (secret === undefined) throw new Error("This browser has not begun the sign-in of this callback.");
  return `mcp-sign-in-${sha256(state).slice(0, 16)}=${secret}`;
}

/** The server makes the names of its cookies in the same way. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
