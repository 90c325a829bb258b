import { html, nothing, type TemplateResult } from "lit-html";
import { type App, paneOf, sceneOf, type View } from "./app.ts";
import type { Filter } from "./model.ts";
import { labelOf, laneNames, shortUser } from "./words.ts";

export interface BarActions {
  pause: () => void;
  goOn: () => void;
  play: () => void;
  step: (direction: 1 | -1) => void;
  filter: (filter: Partial<Filter>) => void;
  leaveReplay: () => void;
  toggleSize: () => void;
  setTheme: (theme: string) => void;
}

export interface Look {
  size: "normal" | "large";
  theme: string;
}

/** Title, player, filters, and the look of the page. */
export function barView(app: App, look: Look, actions: BarActions): TemplateResult {
  return html`<h1>The stage</h1>
    ${linkState(app)}
    <div class="group" role="group" aria-label="Playing">${player(app, actions)}</div>
    <div class="group" role="group" aria-label="Filter">${filters(app, actions)}</div>
    ${heldLine(app)}
    <div class="group" role="group" aria-label="Look">
      <button type="button" aria-pressed=${look.size === "large"} @click=${actions.toggleSize}>
        Large type
      </button>
      <label>
        <span class="label">Colours</span>
        <select @change=${(event: Event) => actions.setTheme(valueOf(event))}>
          ${["system", "light", "dark"].map((theme) => html`<option value=${theme} ?selected=${theme === look.theme}>${theme}</option>`)}
        </select>
      </label>
    </div>`;
}

function valueOf({ target }: Event): string {
  return target instanceof HTMLSelectElement || target instanceof HTMLInputElement ? target.value : "";
}

function linkState(app: App): TemplateResult {
  if (app.replayed !== undefined)
    return html`<p class="link">Recording: <strong>${app.replayed.title}</strong></p>`;
  const words = {
    connecting: "connecting …",
    live: "live",
    lost: "The stage does not answer. The page tries again.",
    offline: "recording",
  }[app.link];
  return html`<p class="link" data-link=${app.link}>${words}</p>`;
}

function player(app: App, actions: BarActions): TemplateResult {
  const { items, shown } = sceneOf(app);
  const waiting = items.length - shown;
  const isRecording = app.replayed !== undefined;
  const main = isRecording
    ? app.isPlaying
      ? html`<button type="button" class="primary" @click=${actions.pause}>Pause</button>`
      : html`<button type="button" class="primary" @click=${actions.play}>Play</button>`
    : app.heldAt === undefined
      ? html`<button type="button" class="primary" @click=${actions.pause}>Pause</button>`
      : html`<button type="button" class="primary" @click=${actions.goOn}>Go on</button>`;
  return html`${main}
    <button type="button" ?disabled=${shown <= 1} @click=${() => actions.step(-1)}>Step back</button>
    <button type="button" ?disabled=${waiting === 0} @click=${() => actions.step(1)}>Step on</button>
    ${isRecording ? html`<button type="button" @click=${actions.goOn}>Show all</button>` : nothing}
    ${isLeftBehind(app) ? html`<button type="button" @click=${actions.goOn}>Latest line</button>` : nothing}
    <span class="count"
      >${waiting === 0 ? `${shown} ${shown === 1 ? "line" : "lines"}` : `${shown} of ${items.length} lines`}</span
    >
    ${
      isRecording && app.state !== undefined
        ? html`<button type="button" @click=${actions.leaveReplay}>Back to what happens now</button>`
        : nothing
    }`;
}

/** The stage goes on, and the list shows older lines: the user has selected one, or has scrolled. */
function isLeftBehind({ replayed, heldAt, isFollowing, filter }: App): boolean {
  return replayed === undefined && heldAt === undefined && !isFollowing && filter.play === null;
}

/** Where attacks were played: what happened beside them, or one of them. */
function playChoice(app: App, actions: BarActions): TemplateResult | typeof nothing {
  const { plays } = sceneOf(app);
  if (plays.length === 0) return nothing;
  return html`<label>
    <span class="label">Show</span>
    <select @change=${(event: Event) => actions.filter({ play: valueOf(event) || null })}>
      <option value="" ?selected=${app.filter.play === null}>the hops</option>
      ${plays.map(
        ({ id, title }, index) =>
          html`<option value=${id} ?selected=${id === app.filter.play}>
            attack ${index + 1}: ${title}
          </option>`,
      )}
    </select>
  </label>`;
}

/** What stepping on would show, without the sentence that explains it: a class can guess that first. */
function heldLine(app: App): TemplateResult | typeof nothing {
  const { items, shown } = sceneOf(app);
  const next = app.heldAt === undefined ? undefined : items[shown];
  if (next === undefined) return nothing;
  const what =
    next.kind === "note"
      ? next.note.text
      : `${laneNames[next.hop.from]} → ${laneNames[next.hop.to]}, ${labelOf(next.hop)}.`;
  const back = app.replayed === undefined ? "Go on" : "Show all";
  return html`<p class="held">
    <strong>Next:</strong> ${what} <strong>${back}</strong> leads to the latest line.
  </p>`;
}

function filters(app: App, actions: BarActions): TemplateResult {
  const { users, stories } = sceneOf(app);
  const { user, story, play } = app.filter;
  if (play !== null) return html`${playChoice(app, actions)}`;
  return html`${playChoice(app, actions)}
    <label>
      <span class="label">User</span>
      <select @change=${(event: Event) => actions.filter({ user: valueOf(event) || null })}>
        <option value="" ?selected=${user === null}>all users</option>
        ${users.map((name) => html`<option value=${name} ?selected=${name === user}>${shortUser(name)}</option>`)}
      </select>
    </label>
    <label>
      <span class="label">Flow</span>
      <select @change=${(event: Event) => actions.filter({ story: valueOf(event) || null })}>
        <option value="" ?selected=${story === null}>all flows</option>
        ${[...stories.values()].map(
          (entry) =>
            html`<option value=${entry.story} ?selected=${entry.story === story}>
              flow ${entry.number}: ${shortUser(entry.user)}, ${entry.hops} hops
            </option>`,
        )}
      </select>
    </label>`;
}

/** The tabs for the panes beside the stage. A narrow page shows one view at a time, so it has a tab for the stage too. */
export function tabsView(app: App, show: (view: View) => void): TemplateResult | typeof nothing {
  if (app.state === undefined) return nothing;
  const offered =
    app.state.mode === "live" ? tabs : tabs.filter(([view]) => view === "stage" || view === "keep");
  return html`${offered.map(
    ([view, name]) =>
      html`<button
        type="button"
        data-view=${view}
        aria-current=${app.view === view ? "page" : "false"}
        aria-pressed=${view === paneOf(app) ? "true" : "false"}
        @click=${() => show(view)}
      >
        ${name}
      </button>`,
  )}`;
}

const tabs: readonly [View, string][] = [
  ["stage", "Stage"],
  ["act", "Act"],
  ["what-if", "What if"],
  ["attacks", "Attacks"],
  ["keep", "Keep"],
];
