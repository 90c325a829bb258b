import { entraErrorByCode } from "../control/entra-error-by-code.ts";
import type { Explanation, PortalPlace } from "../explanations/explanation.ts";
import type { Exchange } from "../http/exchange.ts";
import { type Html, html } from "../http/html.ts";
import type { TraceEvent } from "../trace/trace.ts";
import { portalPage } from "./portal-page.ts";
import { requestFacts } from "./request-facts.ts";

/** The meaning of an error number, with the refused request. */
export function explanationPage(exchange: Exchange, explanation: Explanation): Response {
  const { code, title } = explanation;
  const [offending, ...earlier] = refusalsWith(exchange, code);
  return portalPage(exchange, {
    title: `AADSTS${code}`,
    area: "errors",
    body: html`<p class="crumbs">AADSTS${code}${wireName(code)}</p>
      <h1>${title}</h1>
      <div class="layout beside">
        ${advice(exchange, explanation, offending)} ${offendingRequest(exchange, code, offending, earlier)}
      </div>`,
  });
}

export function unknownCodePage(exchange: Exchange): Response {
  return portalPage(exchange, {
    status: 404,
    title: "Unknown error code",
    area: "errors",
    body: html`<h1>Unknown error code</h1>
      <p>mock-entra raises no error of this number by itself: a fault may have been told to.</p>
      <p>
        <a href="https://learn.microsoft.com/entra/identity-platform/reference-error-codes"
          >Microsoft’s list of error codes</a
        >
      </p>`,
  });
}

function wireName(code: number): string {
  const error = entraErrorByCode(code);
  return error ? ` · ${error.details.error}` : "";
}

function advice(exchange: Exchange, explanation: Explanation, offending: TraceEvent | undefined): Html {
  return html`<section class="card" aria-label="Explanation">
    <h2>What it means</h2>
    <p>${explanation.meaning}</p>
    <h2>The usual cause here</h2>
    <p>${explanation.cause}</p>
    <h2>The fix</h2>
    <p>${explanation.fix}</p>
    ${
      explanation.leftOut === undefined
        ? null
        : html`<h2>Left out here</h2>
            <p>${explanation.leftOut}</p>`
    }
    <h2>Where in the real portal</h2>
    ${whereInThePortal(exchange, explanation.place, offending)}
  </section>`;
}

function whereInThePortal(
  { origins, state }: Exchange,
  place: PortalPlace | null,
  offending: TraceEvent | undefined,
): Html {
  if (!place) return html`<p>Nowhere: the cause is in the program, not in the registration.</p>`;
  const application = state.directory.findApplication(offending?.clientId ?? "");
  const isLinked = application !== undefined && place.page !== undefined && origins.portal !== null;
  return html`<p>${place.path}</p>
    ${
      isLinked
        ? html`<p>
            <a class="button" href="/portal/registrations/${application.appId}/${place.page}">
              Open this page of ${application.displayName} in the mock’s portal
            </a>
          </p>`
        : null
    }`;
}

/** Newest first; the one that a link names before all others. Only this machine's own user sees requests. */
function refusalsWith({ state, url, caller }: Exchange, code: number): TraceEvent[] {
  if (!caller.isOnThisMachine) return [];
  const refusals = state.trace.entries().filter(({ error }) => error === code);
  const wanted = url.searchParams.get("request");
  return [
    ...refusals.filter(({ requestId }) => requestId === wanted),
    ...refusals.filter(({ requestId }) => requestId !== wanted).toReversed(),
  ];
}

function offendingRequest(
  exchange: Exchange,
  code: number,
  offending: TraceEvent | undefined,
  earlier: readonly TraceEvent[],
): Html {
  return html`<section class="card" aria-label="The request">
    <h2>The request that met it</h2>
    ${
      offending
        ? requestFacts(exchange, offending)
        : html`<p>
            None is in the timeline: nothing was refused with this number since the start or the last reset.
          </p>`
    }
    ${
      earlier.length === 0
        ? null
        : html`<h3>Others with the same number</h3>
            <ul>
              ${earlier.slice(0, 10).map(
                ({ requestId, at, endpoint }) =>
                  html`<li>
                    <a href="/error?code=${code}&amp;request=${requestId}">${at} · ${endpoint}</a>
                  </li>`,
              )}
            </ul>`
    }
  </section>`;
}
