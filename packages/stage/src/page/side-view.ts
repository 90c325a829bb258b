import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "./app.ts";
import { attacksPane } from "./attacks-pane.ts";
import type {
  Choice,
  ConnectionView,
  Generation,
  ServerName,
  StageState,
  UserName,
  WhatIfView,
} from "../protocol.ts";

/** The choices for the next connection. */
export interface Wanted {
  user: UserName;
  server: ServerName;
  generation: Generation;
}

export interface SideActions {
  want: (wanted: Partial<Wanted>) => void;
  connect: () => void;
  callTool: (connection: string, tool: string) => void;
  renew: (connection: string) => void;
  signOut: (connection: string) => void;
  openPage: (event: Event) => void;
  answer: (question: string, isYes: boolean) => void;
  play: (whatIf: string) => void;
  undo: (whatIf: string) => void;
  attack: (attack: string) => void;
  importFile: (file: File) => void;
}

/** The panes beside the stage: act, what if, keep. */
export function sideView(app: App, wanted: Wanted, actions: SideActions): TemplateResult | typeof nothing {
  const { state } = app;
  if (state === undefined) return nothing;
  if (state.mode !== "live")
    return html`<section class="pane" data-pane="keep">${keepPane(actions)}</section>`;
  return html`${waitingFor(state, actions)}
    <section class="pane" data-pane="act">${actPane(state, wanted, actions)}</section>
    <section class="pane" data-pane="what-if">${whatIfPane(state, actions)}</section>
    <section class="pane" data-pane="attacks">${attacksPane(state, actions)}</section>
    <section class="pane" data-pane="keep">${keepPane(actions)}</section>`;
}

function waitingFor({ pages, questions }: StageState, { openPage, answer }: SideActions): TemplateResult {
  return html`${pages.map(
    ({ ticket, title }) =>
      html`<p class="message warn">
        ${title}
        <a class="button primary" href="/sign-in/${ticket}" target="mcp-sign-in" @click=${openPage}
          >Open the sign-in</a
        >
      </p>`,
  )}
  ${questions.map(
    ({ id, text }) =>
      html`<div class="message warn" role="group" aria-label="The server asks">
        <p class="question">${text}</p>
        <button type="button" class="primary" @click=${() => answer(id, true)}>Accept</button>
        <button type="button" @click=${() => answer(id, false)}>Decline</button>
      </div>`,
  )}`;
}

function actPane(state: StageState, wanted: Wanted, actions: SideActions): TemplateResult {
  const generations = wanted.server === "local" ? [] : state.generations;
  return html`<h2>Act</h2>
    ${state.connections.map((connection) => connectionCard(connection, actions))}
    <form @submit=${(event: Event) => (event.preventDefault(), actions.connect())}>
      ${choices("Who signs in?", "user", state.users, wanted.user, (user) => actions.want({ user }))}
      ${choices("To which MCP server?", "server", state.servers, wanted.server, (server) => actions.want({ server }))}
      ${
        generations.length === 0
          ? nothing
          : choices("Which version of MCP?", "generation", generations, wanted.generation, (generation) =>
              actions.want({ generation }),
            )
      }
      <button class="primary">Connect</button>
    </form>`;
}

function choices<Value extends string>(
  legend: string,
  name: string,
  offered: readonly Choice<Value>[],
  chosen: Value,
  choose: (value: Value) => void,
): TemplateResult {
  return html`<fieldset>
    <legend>${legend}</legend>
    ${offered.map(
      ({ value, label, hint }) =>
        html`<label class="choice">
          <input
            type="radio"
            name=${name}
            value=${value}
            .checked=${value === chosen}
            @change=${() => choose(value)}
          />
          <span>${label} <small>${hint}</small></span>
        </label>`,
    )}
  </fieldset>`;
}

function connectionCard(connection: ConnectionView, actions: SideActions): TemplateResult {
  const { id, title, protocol, tools, busy } = connection;
  return html`<section class="card" aria-label=${title} data-connection=${id}>
    <h3>${title}</h3>
    <p class="quiet">
      ${protocol === null ? "not connected yet" : `MCP ${protocol}`}${busy === null ? "" : `. ${busy}`}
    </p>
    <div class="actions">
      ${tools.map(
        ({ name, isListed }) =>
          html`<button type="button" ?disabled=${busy !== null} @click=${() => actions.callTool(id, name)}>
            ${name}${isListed ? nothing : html` <small>(not in this user’s list)</small>`}
          </button>`,
      )}
    </div>
    <div class="actions">
      ${
        protocol === null || connection.server === "local"
          ? nothing
          : html`<button type="button" ?disabled=${busy !== null} @click=${() => actions.renew(id)}>
              Renew tokens
            </button>`
      }
      <button type="button" class="danger" @click=${() => actions.signOut(id)}>
        ${protocol === null ? "Give up" : "Sign out"}
      </button>
    </div>
  </section>`;
}

function whatIfPane({ whatIfs, playing }: StageState, actions: SideActions): TemplateResult {
  return html`<h2>What if …</h2>
    <p class="quiet">Read first what will happen. Then play it, and watch the stage.</p>
    ${whatIfs.map((whatIf) => whatIfCard(whatIf, playing, actions))}`;
}

function whatIfCard(whatIf: WhatIfView, playing: string | null, actions: SideActions): TemplateResult {
  const { id, title, happens, watch, undo, isOn } = whatIf;
  return html`<details class="card" data-what-if=${id}>
    <summary>
      <h3>… ${title}?</h3>
      ${isOn ? html` <b class="tag warn">on</b>` : nothing}
    </summary>
    <p><strong>What happens:</strong> ${happens}</p>
    <p><strong>Watch:</strong> ${watch}</p>
    <div class="actions">
      <button type="button" class="primary" ?disabled=${playing !== null} @click=${() => actions.play(id)}>
        ${playing === id ? "Playing …" : "Play it"}<span class="hidden">: ${title}</span>
      </button>
      ${
        undo !== null && isOn
          ? html`<button type="button" ?disabled=${playing !== null} @click=${() => actions.undo(id)}>
              ${undo}
            </button>`
          : nothing
      }
    </div>
  </details>`;
}

function keepPane({ importFile }: SideActions): TemplateResult {
  const onFile = ({ target }: Event): void => {
    if (!(target instanceof HTMLInputElement)) return;
    const file = target.files?.[0];
    if (file !== undefined) importFile(file);
    target.value = "";
  };
  return html`<h2>Keep</h2>
    <p>
      Nothing secret is in these files: tokens, codes, cookies and passwords were taken out before they came
      here.
    </p>
    <ul>
      <li>
        <a href="/export/stage.html" download="stage.html">The stage as one page</a>, which works without
        network and server
      </li>
      <li><a href="/export/stage.mmd" download="stage.mmd">A diagram in Mermaid</a>, for a document</li>
      <li><a href="/export/stage.json" download="stage.json">The recording</a>, to play it here again</li>
    </ul>
    <label class="file">
      Play a recording (.json or .html)
      <input type="file" accept=".json,.html" @change=${onFile} />
    </label>`;
}
