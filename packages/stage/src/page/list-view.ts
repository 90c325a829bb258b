import { html, nothing, render, type TemplateResult } from "lit-html";
import type { Lane } from "../protocol.ts";
import { type App, sceneOf, selectedItem } from "./app.ts";
import type { Item, Story } from "./model.ts";
import { scrollTopFor, type Viewport, visibleRange } from "./virtual-list.ts";
import { failureOf, labelOf, laneNames, outcomeOf, resultOf, shortLaneNames, shortUser } from "./words.ts";

/** The parts of the page that hold the list. */
export interface ListParts {
  lanes: HTMLElement;
  list: HTMLElement;
  runway: HTMLElement;
  rows: HTMLElement;
}

interface RowContext {
  lanes: readonly Lane[];
  stories: ReadonlyMap<string, Story>;
  selected: string | undefined;
  total: number;
  /** Whether the last row is new. */
  isLive: boolean;
  select: (item: Item) => void;
}

const laneHints: Readonly<Record<Lane, string>> = {
  browser: "where the user signs in",
  client: "such as an editor; acts for the user",
  server: "has the tools",
  entra: "signs users in, issues tokens",
  graph: "has the user’s data",
  attacker: "wants what is not theirs",
  service: "is none of these",
};

/** Draws the heads of the lanes and the visible rows. The play of an attack has its own view. */
export function drawList(app: App, parts: ListParts, select: (item: Item) => void): void {
  const { items, shown, lanes, stories } = sceneOf(app);
  parts.lanes.hidden = app.filter.play !== null;
  parts.list.hidden = shown === 0 || app.filter.play !== null;
  if (app.filter.play !== null) return;
  render(html`<small class="step-head">Step</small>${lanes.map(laneHead)}`, parts.lanes);
  parts.lanes.dataset["count"] = String(lanes.length);
  parts.list.dataset["count"] = String(lanes.length);
  const isLive = app.heldAt === undefined && app.link === "live";
  const context = { lanes, stories, selected: app.selected, total: shown, isLive, select };
  const visible = items.slice(0, shown);
  place(app, parts, visible);
  drawRows(parts, visible, context);
}

function place(app: App, { list, runway }: ListParts, visible: readonly Item[]): void {
  const viewport = viewportOf(list);
  runway.style.height = `${visible.length * viewport.rowHeight}px`;
  if (app.isFollowing) list.scrollTop = list.scrollHeight;
}

function drawRows({ list, rows }: ListParts, visible: readonly Item[], context: RowContext): void {
  const viewport = viewportOf(list);
  const { first, end } = visibleRange(viewport, visible.length);
  rows.style.transform = `translateY(${first * viewport.rowHeight}px)`;
  const inSight = visible.slice(first, end);
  render(
    inSight.map((item, index) => row(item, first + index + 1, context)),
    rows,
  );
  const active = inSight.find(({ key }) => key === context.selected);
  if (active === undefined) list.removeAttribute("aria-activedescendant");
  else list.setAttribute("aria-activedescendant", rowId(active));
}

/** Scrolls to the selected row. */
export function revealSelected(app: App, { list }: ListParts): void {
  const selected = selectedItem(app);
  if (selected === undefined) return;
  const index = sceneOf(app).items.findIndex(({ key }) => key === selected.key);
  if (index !== -1) list.scrollTop = scrollTopFor(index, viewportOf(list));
}

/** How many rows a page of the list has. */
export function rowsPerPage(list: HTMLElement): number {
  const { height, rowHeight } = viewportOf(list);
  return Math.max(1, Math.floor(height / rowHeight) - 1);
}

function viewportOf(list: HTMLElement): Viewport {
  // All rows have the height that the stylesheet sets, so no row has to be measured.
  const rowHeight = Number.parseFloat(getComputedStyle(list).getPropertyValue("--row"));
  return { scrollTop: list.scrollTop, height: list.clientHeight, rowHeight };
}

export function laneHead(lane: Lane): TemplateResult {
  return html`<div class="lane" data-lane=${lane}>
    <strong
      ><span class="long">${laneNames[lane]}</span><span class="short">${shortLaneNames[lane]}</span></strong
    >
    <small>${laneHints[lane]}</small>
  </div>`;
}

function rowId({ key }: Item): string {
  return `row-${key.replace("/", "-")}`;
}

function row(item: Item, position: number, context: RowContext): TemplateResult {
  const isSelected = item.key === context.selected;
  return html`<div
    id=${rowId(item)}
    class="row ${item.kind} ${position === context.total && context.isLive ? "fresh" : ""}"
    role="option"
    aria-selected=${isSelected ? "true" : "false"}
    aria-posinset=${position}
    aria-setsize=${context.total}
    data-outcome=${item.kind === "note" ? nothing : outcomeOf(item.hop)}
    data-hop=${item.kind === "note" ? nothing : item.hop.id}
    @click=${() => context.select(item)}
  >
    ${item.kind === "note" ? html`<span class="note-text">${item.note.text}</span>` : hopParts(item.hop, context)}
  </div>`;
}

type Hop = Extract<Item, { kind: "hop" }>["hop"];

export function hopParts(
  hop: Hop,
  { lanes, stories }: Pick<RowContext, "lanes" | "stories">,
): TemplateResult {
  const story = hop.story === null ? undefined : stories.get(hop.story);
  const failure = failureOf(hop);
  return html`<span class="gutter" data-colour=${story === undefined ? nothing : story.number % 6}>
      ${hop.step === null ? html`<b class="step none"></b>` : html`<b class="step"><span class="hidden">Step </span>${hop.step}</b>`}
      <small>${story === undefined ? "" : `flow ${story.number}`}</small>
    </span>
    <span class="diagram">${arrow(hop, lanes)}</span>
    <span class="why">
      ${hop.leak === null ? nothing : html`<b class="tag bad">a secret in the open</b>`}
      ${failure === null ? nothing : html`<b class="tag bad">${failure}</b>`}
      ${hop.user === null ? nothing : html`<b class="tag">${shortUser(hop.user)}</b>`} ${hop.why}
    </span>`;
}

function arrow(hop: Hop, lanes: readonly Lane[]): TemplateResult {
  const from = lanes.indexOf(hop.from);
  const to = lanes.indexOf(hop.to);
  const left = Math.min(from, to);
  const right = Math.max(from, to);
  // The label may be longer than the arrow. It begins or ends with the arrow, on the side with more room.
  const isLeftHalf = left < lanes.length - 1 - right || left <= 1;
  return html`<span
      class="label"
      data-left=${isLeftHalf ? left : nothing}
      data-right=${isLeftHalf ? nothing : right}
    >
      <span class="hidden">${laneNames[hop.from]} to ${laneNames[hop.to]}: </span>
      <span class="what">${labelOf(hop)}</span> <b class="result">${resultOf(hop)}</b>
    </span>
    <span
      class="arrow ${from === to ? "self" : from < to ? "to-right" : "to-left"}"
      data-left=${left}
      data-right=${right}
    ></span>`;
}
