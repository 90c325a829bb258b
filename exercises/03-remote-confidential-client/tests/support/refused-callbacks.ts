import type { Page } from "@mcp-entra/mock-entra/browser";
import { callbackUrl, cookieHeader, openCallback, startSignIn, stateOf } from "./mcp-client.ts";

/** Callbacks whose parameters a stranger has written: text in each place that a page may repeat, up to the point where Entra is asked. */
export async function openStrangersCallbacks(issuer: string, text: string): Promise<Pick<Page, "html">[]> {
  const { cookies, entra } = await startSignIn(issuer);
  const [state, cookie] = [stateOf(entra), cookieHeader(cookies)];
  const error = { error: text, error_description: text };
  const requests: [query: Record<string, string>, cookie: string][] = [
    [{ ...error, code: "", state: text }, ""],
    [{ ...error, state: `${text}${state}` }, cookie],
    [{ ...error, code: text, state: text }, cookie.replaceAll(/=[^;]*/g, `=${text}`)],
    [{ ...error, code: text, state }, cookie],
  ];
  const pages = [];
  for (const [query, sent] of requests)
    pages.push(await openCallback({ url: callbackUrl(issuer, query), cookie: sent }));
  return pages;
}

/**
 * Callbacks of an open sign-in that are refused: without its cookie, and with a code that Entra does not know.
 *
 * @returns the values that a log must not have.
 */
export async function openRefusedCallbacks(issuer: string): Promise<Record<string, string>> {
  const { entra, cookies } = await startSignIn(issuer);
  const [state, code] = [stateOf(entra), "a-code-of-entras-that-is-still-good"];
  const url = callbackUrl(issuer, { code, state });
  await openCallback({ url, cookie: "" });
  await openCallback({ url, cookie: cookieHeader(cookies) });
  return { "Entra's code": code, "the state, which is the cookie too": state };
}
