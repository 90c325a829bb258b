import type { Exchange } from "../http/exchange.ts";
import { html } from "../http/html.ts";
import { pageResponse } from "./page.ts";

/**
 * Says that the user is signed out. Frames notify the applications. Then it opens the next address, if there
 * is one.
 */
export function signedOutPage(
  exchange: Exchange,
  frames: readonly string[],
  returnTo: string | undefined,
): Response {
  return pageResponse(exchange, {
    title: "Sign out",
    frames,
    ...(returnTo === undefined ? {} : { refreshTo: returnTo }),
    body: html`<h1>You signed out of your account</h1>
      <p>It’s a good idea to close all browser windows.</p>
      ${returnTo === undefined ? null : html`<p><a href="${returnTo}">Back to the application</a></p>`}
      ${frames.map((address) => html`<iframe hidden title="Sign-out of an application" src="${address}"></iframe>`)}`,
  });
}
