import { html, nothing, type TemplateResult } from "lit-html";
import type { Hop } from "../protocol.ts";
import { meaningOf, valueOf } from "./claims.ts";
import type { Item } from "./model.ts";
import { sourceLink } from "./source-link.ts";
import { labelOf, laneNames, resultOf, shortUser, timeOf } from "./words.ts";

export interface DetailOptions {
  item: Item;
  /** The number of the hop's flow. */
  storyNumber: number | undefined;
  /** Whether the stage's server runs: the sources come from it. */
  hasSources: boolean;
  close: () => void;
}

/** Everything about one hop. */
export function detailView({ item, storyNumber, hasSources, close }: DetailOptions): TemplateResult {
  const closing = html`<button type="button" class="close" @click=${close}>Close</button>`;
  if (item.kind === "note")
    return html`<div class="head">
        <h2>What was done</h2>
        ${closing}
      </div>
      <p class="large">${item.note.text}</p>
      <p class="quiet">${timeOf(item.at)}</p>`;
  const { hop } = item;
  return html`<div class="head">
      <h2>
        <small>Hop ${hop.id}</small><br />
        ${laneNames[hop.from]} <span aria-label="to">→</span> ${laneNames[hop.to]}
      </h2>
      ${closing}
    </div>
    ${leakAlert(hop)}
    <p class="large">${hop.why}</p>
    ${facts(hop, storyNumber, hasSources)} ${query(hop)} ${hop.tokens.map((token) => tokenTable(token))}
    ${redactionLine(hop)} ${message("Request", hop.request.headers, hop.request.body)}
    ${message("Answer", hop.response.headers, hop.response.body)}`;
}

function leakAlert({ leak }: Hop): TemplateResult | typeof nothing {
  if (leak === null) return nothing;
  return html`<p class="message alert" role="note">
    <strong>A secret turned up where it must not: ${leak.kind}, in ${leak.where}.</strong> People who can read
    that place can use it.
  </p>`;
}

function facts(hop: Hop, storyNumber: number | undefined, hasSources: boolean): TemplateResult {
  const { rpc } = hop;
  const rows: [string, string | TemplateResult | null][] = [
    ["Step", hop.step === null ? null : `${hop.step} of the six in Microsoft’s lesson`],
    ["Request", html`<code>${hop.method} ${hop.url.split("?")[0] ?? hop.url}</code>`],
    ["Answer", resultOf(hop) === "" ? null : resultOf(hop)],
    ["MCP message", rpc === null ? null : labelOf(hop)],
    ["User", hop.user === null ? null : `${shortUser(hop.user)} (${hop.user})`],
    ["Client ID", hop.clientId],
    ["Flow", storyNumber === undefined ? null : `${storyNumber}: one sign-in and what follows from it`],
    ["Time", `${timeOf(hop.at)}${hop.durationMs === null ? "" : `, ${Math.round(hop.durationMs)} ms`}`],
    ["Entra’s correlation ID", hop.correlationId],
    ["Page", hop.page === null ? null : sourceLink(hop.page, hasSources)],
    ["In the code", hop.source === null ? null : sourceLink(hop.source, hasSources)],
  ];
  return html`<dl class="facts">
    ${rows.map(([name, value]) =>
      value === null
        ? nothing
        : html`<dt>${name}</dt>
            <dd>${value}</dd>`,
    )}
  </dl>`;
}

/** The parameters of the address, one on each line. A label in brackets replaces a redacted value. */
function query({ url }: Hop): TemplateResult | typeof nothing {
  const [, text] = url.split("?");
  if (text === undefined) return nothing;
  return html`<section class="card">
    <h3>In the address</h3>
    ${pairs([...new URLSearchParams(text)])}
  </section>`;
}

function pairs(entries: readonly (readonly [string, string])[]): TemplateResult {
  return html`<dl class="headers">
    ${entries.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}

function tokenTable({ where, kind, claims }: Hop["tokens"][number]): TemplateResult {
  return html`<section class="card">
    <h3>${kind}, decoded <small>(${where})</small></h3>
    <p class="quiet">${signerOf(claims)} The signature is never shown: with it, this would be the token.</p>
    <table class="stack">
      <thead>
        <tr>
          <th scope="col">Claim</th>
          <th scope="col">Value</th>
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        ${Object.entries(claims).map(
          ([name, value]) =>
            html`<tr>
              <th scope="row"><code>${name}</code></th>
              <td class="id">${valueOf(name, value)}</td>
              <td>${meaningOf(name)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

function signerOf({ iss }: Hop["tokens"][number]["claims"]): string {
  return typeof iss === "string" ? `Its issuer (iss) has signed it: ${iss}` : "";
}

/** What stands in place of a secret: a label of the recorder, or the mock's word. */
const label = /\[[a-z ]+ \d+(?: in base64)?\]|\bREDACTED\b/;

function redactionLine({ url, request, response }: Hop): TemplateResult | typeof nothing {
  if (!label.test(JSON.stringify([url, request, response]))) return nothing;
  return html`<p class="quiet">
    REDACTED, or a name in square brackets such as [code 2], replaces a value. The same name is the same
    value.
  </p>`;
}

function message(
  title: string,
  headers: Readonly<Record<string, string>>,
  body: string | null,
): TemplateResult | typeof nothing {
  const entries = Object.entries(headers);
  if (entries.length === 0 && body === null) return nothing;
  return html`<section class="card">
    <h3>${title}</h3>
    ${entries.length === 0 ? nothing : pairs(entries)}
    ${body === null || body === "" ? nothing : html`<pre tabindex="0" aria-label="Body">${readableBody(body)}</pre>`}
  </section>`;
}

/** JSON with line breaks, a form with one field on each line. Other bodies are not changed. */
function readableBody(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return /^[\w.-]+=[^\s]*$/.test(body) ? body.replaceAll("&", "\n&") : body;
  }
}
