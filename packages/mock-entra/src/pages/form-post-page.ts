import type { Exchange } from "../http/exchange.ts";
import { html } from "../http/html.ts";
import { pageResponse } from "./page.ts";

/**
 * OAuth 2.0 Form Post Response Mode: the browser sends the answer. If scripts are off, the user presses a
 * button.
 */
export function formPostPage(
  exchange: Exchange,
  redirectUri: string,
  parameters: Iterable<readonly [string, string]>,
): Response {
  return pageResponse(exchange, {
    title: "Working...",
    script: "document.forms[0].submit();",
    body: html`<h1>Signing you in</h1>
      <form method="post" action="${redirectUri}">
        ${[...parameters].map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
        <p>Your browser will continue by itself. If it does not, press the button.</p>
        <button class="primary">Continue</button>
      </form>`,
  });
}
