import type { Exchange } from "../http/exchange.ts";
import { type Html, html } from "../http/html.ts";
import type { TraceEvent } from "../trace/trace.ts";

/** One exchange of the trace, with what was sent: values that could be secret read REDACTED. */
export function requestFacts(exchange: Exchange, event: TraceEvent): Html {
  const url = new URL(event.url);
  const sent = [...url.searchParams, ...Object.entries(event.parameters)];
  return html`<dl class="facts">
      <dt>Request</dt>
      <dd><code>${event.method} ${url.origin}${url.pathname}</code></dd>
      <dt>Answer</dt>
      <dd>
        HTTP ${event.status}${event.error === null ? "" : ` · ${nameOfError(event.error)}`}, after
        ${event.durationMs} ms
      </dd>
      <dt>When</dt>
      <dd>${event.at}</dd>
      <dt>Application</dt>
      <dd>${applicationName(exchange, event.clientId)}</dd>
      ${
        event.user === null
          ? null
          : html`<dt>User</dt>
              <dd>${event.user}</dd>`
      }
      <dt>Correlation ID</dt>
      <dd>${correlationLink(exchange, event.correlationId)}</dd>
      ${
        event.fault === null
          ? null
          : html`<dt>Fault</dt>
              <dd>${event.fault}: this error was asked for on purpose</dd>`
      }
    </dl>
    ${sent.length === 0 ? null : parameterTable(sent)}`;
}

export function nameOfError(error: number | string): string {
  return typeof error === "number" ? `AADSTS${error}` : error;
}

export function applicationName({ state }: Exchange, clientId: string | null): string {
  if (clientId === null) return "not named";
  return state.directory.findServicePrincipal(clientId)?.displayName ?? `unknown (${clientId})`;
}

function correlationLink({ origins }: Exchange, id: string): Html {
  return origins.portal === null
    ? html`<span class="id">${id}</span>`
    : html`<a class="id" href="/portal/timeline?correlationId=${id}">${id}</a>`;
}

function parameterTable(parameters: readonly (readonly [string, string])[]): Html {
  return html`<h3>What it said</h3>
    <div class="scroll" tabindex="0" role="group" aria-label="Parameters">
      <table>
        <thead>
          <tr>
            <th scope="col">Parameter</th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        <tbody>
          ${parameters.map(
            ([name, value]) =>
              html`<tr>
                <td><code>${name}</code></td>
                <td>${value === "REDACTED" ? html`<span class="tag">redacted</span>` : value}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}
