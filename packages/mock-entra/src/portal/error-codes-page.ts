import { explanationAreas } from "../explanations/explanations.ts";
import type { Exchange } from "../http/exchange.ts";
import { html } from "../http/html.ts";
import { portalPage } from "./portal-page.ts";

/** Every possible error number. Those that have occurred are marked. */
export function errorCodesPage(exchange: Exchange): Response {
  const met = new Set(exchange.state.trace.entries().map(({ error }) => error));
  return portalPage(exchange, {
    title: "Error codes",
    area: "errors",
    body: html`<h1>Error codes</h1>
      <p>Each number that this mock can answer with. The numbers are the real service’s.</p>
      ${explanationAreas.map(
        ({ title, explanations }) =>
          html`<section class="card">
            <h2>${title}</h2>
            <ul>
              ${explanations.map(
                ({ code, title: text }) =>
                  html`<li>
                    <a href="/error?code=${code}">AADSTS${code}</a>: ${text}
                    ${met.has(code) ? html`<span class="tag bad">in the timeline</span>` : null}
                  </li>`,
              )}
            </ul>
          </section>`,
      )}`,
  });
}
