import type { Exchange } from "../http/exchange.ts";
import { type Html, html } from "../http/html.ts";
import type { TraceEvent } from "../trace/trace.ts";
import { portalPage } from "./portal-page.ts";
import { applicationName, nameOfError, requestFacts } from "./request-facts.ts";
import { filterForm, matchesFilter, readFilter } from "./timeline-filter.ts";
import { tokenDetails } from "./token-details.ts";

/** The maximum number of sign-ins on a page: the newest ones. */
const limit = 50;

/** All requests to the mock, by correlation id, the newest first. */
export function timelinePage(exchange: Exchange): Response {
  // Requests for an explanation are not shown.
  const all = exchange.state.trace.entries().filter(({ endpoint }) => endpoint !== "error-explanation");
  const filter = readFilter(exchange.url.searchParams);
  const found = all.filter((event) => matchesFilter(event, filter));
  const stories = [...Map.groupBy(found, ({ correlationId }) => correlationId)].toReversed();
  return portalPage(exchange, {
    title: "Timeline",
    area: "timeline",
    body: html`<h1>Timeline</h1>
      <p>
        Each request that Entra and Graph answered, told by correlation ID. What could be secret reads
        REDACTED, and of tokens only the decoded payload is kept.
      </p>
      <section class="card" aria-label="Filter">${filterForm(exchange, all, filter)}</section>
      <p role="status">${found.length} of ${all.length} requests, ${stories.length} correlation IDs.</p>
      ${stories.slice(0, limit).map(([correlationId, events]) => story(exchange, correlationId, events))}
      ${stories.length > limit ? html`<p>Older ones are left out: filter to see them.</p>` : null}`,
  });
}

function story(exchange: Exchange, correlationId: string, events: readonly TraceEvent[]): Html {
  return html`<section class="card" aria-label="Correlation ID ${correlationId}">
    <h2><a class="id" href="/portal/timeline?correlationId=${correlationId}">${correlationId}</a></h2>
    <ol class="exchanges">
      ${events.map((event) => html`<li>${exchangeDetails(exchange, event)}</li>`)}
    </ol>
  </section>`;
}

function exchangeDetails(exchange: Exchange, event: TraceEvent): Html {
  return html`<details>
    <summary>
      <code>${event.at.slice(11, 19)}</code> <strong>${event.endpoint}</strong> ${event.grantType}
      <span class="tag ${event.status < 400 && event.error === null ? "good" : "bad"}">${event.status}</span>
      ${event.error === null ? null : html`<span class="tag bad">${nameOfError(event.error)}</span>`}
      ${event.issued.map(({ kind }) => html`<span class="tag">${kind}</span> `)}
      <small>${event.clientId === null ? "" : applicationName(exchange, event.clientId)} ${event.user}</small>
    </summary>
    ${explanationLink(event)} ${requestFacts(exchange, event)}
    ${event.presented === null ? null : tokenDetails("Access token that came with it", event.presented)}
    ${event.issued.map(({ kind, claims }) => tokenDetails(`Issued ${kind}`, claims))}
  </details>`;
}

function explanationLink({ error, requestId }: TraceEvent): Html | null {
  return typeof error === "number"
    ? html`<p><a href="/error?code=${error}&amp;request=${requestId}">What AADSTS${error} means</a></p>`
    : null;
}
