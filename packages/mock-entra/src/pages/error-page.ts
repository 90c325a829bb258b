import { EntraError } from "../errors/entra-error.ts";
import type { Exchange } from "../http/exchange.ts";
import { html } from "../http/html.ts";
import { pageResponse } from "./page.ts";

/**
 * A refusal that the user has to read, because it must not be sent to an application. The text contains its
 * number.
 */
export function presentAsPage(exchange: Exchange, error: unknown): Response {
  if (!(error instanceof EntraError)) throw error;
  exchange.observed.error = error.details.code;
  return pageResponse(exchange, {
    status: 400,
    title: "Sign in",
    body: html`<h1>Sorry, but we’re having trouble signing you in.</h1>
      <p role="alert">AADSTS${error.details.code}: ${error.message}</p>
      <p>
        <a href="/error?code=${error.details.code}&amp;request=${exchange.traceId}"
          >What this means, and how to fix it</a
        >
      </p>
      <dl class="quiet">
        <dt>Request Id</dt>
        <dd>${exchange.traceId}</dd>
        <dt>Correlation Id</dt>
        <dd>${exchange.correlationId}</dd>
        <dt>Timestamp</dt>
        <dd>${exchange.at.toISOString()}</dd>
      </dl>`,
  });
}
