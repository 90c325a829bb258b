import { html, nothing, type TemplateResult } from "lit-html";
import type { Lane, PlaySide } from "../protocol.ts";
import { type App, sceneOf } from "./app.ts";
import { hopParts, laneHead } from "./list-view.ts";
import type { Item } from "./model.ts";
import { type NoteItem, type PlayedSide, readPlay } from "./play-model.ts";
import { sourceLink } from "./source-link.ts";
import { outcomeOf } from "./words.ts";

interface TheatreContext {
  lanes: readonly Lane[];
  selected: string | undefined;
  /** Whether the stage's server is there, which has the sources. */
  hasSources: boolean;
  /** Whether the weakened server may be running. */
  isPlaying: boolean;
  select: (item: Item) => void;
}

const sides: readonly [PlaySide["side"], string][] = [
  ["weakened", "A server weakened on purpose"],
  ["ours", "Our server, as it is"],
];

/** One attack: what the attacker wants, and what comes of it at two servers. */
export function theatreView(
  app: App,
  select: (item: Item) => void,
  leave: () => void,
): TemplateResult | typeof nothing {
  if (app.filter.play === null) return nothing;
  const { items, shown, lanes } = sceneOf(app);
  const { title, goal, sides: played } = readPlay(items.slice(0, shown));
  const context = {
    lanes,
    selected: app.selected,
    hasSources: app.link !== "offline",
    isPlaying: typeof app.state?.attacking === "string",
    select,
  };
  return html`<div class="play-head">
      <h2><small>Attack</small> ${title?.note.text ?? ""}</h2>
      <p class="large">${goal?.note.text ?? ""}</p>
      <p>
        ${title === undefined ? nothing : html`In the threat model: ${sourceLink(title.note.play?.page ?? "", context.hasSources)}`}
        <button type="button" @click=${leave}>Back to the hops</button>
      </p>
    </div>
    <div class="sides">${sides.map(([side, name]) => sideView(side, name, played[side], context))}</div>`;
}

function sideView(
  side: PlaySide["side"],
  name: string,
  { changes, before, attack, outcome }: PlayedSide,
  context: TheatreContext,
): TemplateResult {
  return html`<section class="side" data-side=${side} aria-label=${name}>
    <div class="side-head">
      <h3>${name}</h3>
      ${
        side === "ours"
          ? html`<p>Nothing is taken out.</p>`
          : html`${changes.map((note) => changeView(note, context))}
              <p class="quiet">
                ${outcome === undefined && context.isPlaying ? "It runs on this machine only, for this attack." : "It is stopped."}
              </p>`
      }
    </div>
    ${outcome === undefined ? nothing : outcomeView(outcome, context)}
    <div class="lanes" data-count=${context.lanes.length}>${context.lanes.map((lane) => laneHead(lane))}</div>
    <div class="hops" data-count=${context.lanes.length}>
      ${before.length === 0 ? nothing : beforeView(before, attack.length === 0, context)}
      <ol>
        ${attack.map((item) => rowView(item, context))}
      </ol>
    </div>
  </section>`;
}

function changeView({ note }: NoteItem, context: TheatreContext): TemplateResult {
  const { part, code = null, source = null } = note.play ?? {};
  const lines = html`<pre tabindex="0" aria-label=${part === "removed" ? "Taken out" : "In its place"}>
${code}</pre>
    ${source === null ? nothing : html`<p class="quiet">${sourceLink(source, context.hasSources)}</p>`}`;
  return part === "removed"
    ? html`<p><strong>Removed check:</strong> ${note.text}</p>
        ${lines}`
    : html`<details>
        <summary>${note.text}</summary>
        ${lines}
      </details>`;
}

function outcomeView({ note }: NoteItem, { hasSources }: TheatreContext): TemplateResult {
  const { part = "failed", source = null, page = null } = note.play ?? {};
  return html`<div class="message ${part === "refused" ? "" : "alert"}" data-outcome=${part}>
    <p class="large">${note.text}</p>
    ${source === null ? nothing : html`<p class="quiet">In the code: ${sourceLink(source, hasSources)}</p>`}
    ${page === null ? nothing : html`<p class="quiet">In the threat model: ${sourceLink(page, hasSources)}</p>`}
  </div>`;
}

/** Open while there is nothing else to see. */
function beforeView(before: readonly Item[], isOpen: boolean, context: TheatreContext): TemplateResult {
  return html`<details ?open=${isOpen}>
    <summary>First, the honest use works: ${before.length} hops</summary>
    <ol>
      ${before.map((item) => rowView(item, context))}
    </ol>
  </details>`;
}

const noStories = new Map<string, never>();

function rowView(item: Item, { lanes, selected, select }: TheatreContext): TemplateResult {
  if (item.kind === "note")
    return html`<li class="row note"><span class="note-text">${item.note.text}</span></li>`;
  return html`<li>
    <button
      type="button"
      class="row hop"
      aria-pressed=${item.key === selected ? "true" : "false"}
      data-outcome=${outcomeOf(item.hop)}
      data-hop=${item.hop.id}
      data-key=${item.key}
      @click=${() => select(item)}
    >
      ${hopParts(item.hop, { lanes, stories: noStories })}
    </button>
  </li>`;
}

/** While something new comes, it is in sight; what came of it stands above. */
export function followPlay(theatre: HTMLElement, last: Item | undefined): void {
  const key = last?.key ?? "";
  if (theatre.dataset["last"] === key) return;
  theatre.dataset["last"] = key;
  const row = theatre.querySelector(`[data-key="${key}"]`);
  if (row === null) theatre.scrollTop = 0;
  else row.scrollIntoView({ block: "nearest" });
}
