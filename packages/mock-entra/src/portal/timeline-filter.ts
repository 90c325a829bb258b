import type { Exchange } from "../http/exchange.ts";
import { type Html, html } from "../http/html.ts";
import type { TraceEvent } from "../trace/trace.ts";
import { applicationName } from "./request-facts.ts";

/** Empty means any. */
export interface TimelineFilter {
  correlationId: string;
  application: string;
  endpoint: string;
  user: string;
  onlyRefused: boolean;
}

export function readFilter(query: URLSearchParams): TimelineFilter {
  return {
    correlationId: query.get("correlationId")?.trim().toLowerCase() ?? "",
    application: query.get("application") ?? "",
    endpoint: query.get("endpoint") ?? "",
    user: query.get("user") ?? "",
    onlyRefused: query.get("only") === "refused",
  };
}

/** A correlation ID may be incomplete: people often give only its beginning. */
export function matchesFilter(event: TraceEvent, filter: TimelineFilter): boolean {
  return (
    event.correlationId.toLowerCase().startsWith(filter.correlationId) &&
    (filter.application === "" || event.clientId === filter.application) &&
    (filter.endpoint === "" || event.endpoint === filter.endpoint) &&
    (filter.user === "" || event.user === filter.user) &&
    (!filter.onlyRefused || event.error !== null || event.status >= 400)
  );
}

/** GET: so a filtered timeline has an address that can be shared. */
export function filterForm(exchange: Exchange, all: readonly TraceEvent[], filter: TimelineFilter): Html {
  const applications = distinct(all.map(({ clientId }) => clientId));
  return html`<form method="get" action="/portal/timeline" aria-label="Filter">
    <div class="filters">
      <div>
        <label for="correlation">Correlation ID</label>
        <input id="correlation" name="correlationId" value="${filter.correlationId}" spellcheck="false" />
      </div>
      ${select({
        name: "application",
        label: "Application",
        chosen: filter.application,
        options: applications.map((id) => ({ value: id, text: applicationName(exchange, id) })),
      })}
      ${select({
        name: "endpoint",
        label: "Endpoint",
        chosen: filter.endpoint,
        options: distinct(all.map(({ endpoint }) => endpoint)).map((name) => ({ value: name, text: name })),
      })}
      ${select({
        name: "user",
        label: "User",
        chosen: filter.user,
        options: distinct(all.map(({ user }) => user)).map((name) => ({ value: name, text: name })),
      })}
    </div>
    <label class="choice">
      <input type="checkbox" name="only" value="refused" ${filter.onlyRefused ? html`checked` : null} />
      Refusals only
    </label>
    <div class="actions">
      <button class="primary">Filter</button>
      <a class="button" href="/portal/timeline">Show all</a>
    </div>
  </form>`;
}

function distinct(values: (string | null)[]): string[] {
  return [...new Set(values.filter((value): value is string => value !== null))];
}

interface Select {
  name: string;
  label: string;
  chosen: string;
  options: { value: string; text: string }[];
}

function select({ name, label, chosen, options }: Select): Html {
  return html`<div>
    <label for="${name}">${label}</label>
    <select id="${name}" name="${name}">
      <option value="">Any</option>
      ${options.map(
        ({ value, text }) =>
          html`<option value="${value}" ${value === chosen ? html`selected` : null}>${text}</option>`,
      )}
    </select>
  </div>`;
}
