import { html, nothing, type TemplateResult } from "lit-html";
import type { AttackView, StageState } from "../protocol.ts";
import { sourceLink } from "./source-link.ts";

interface AttackActions {
  attack: (attack: string) => void;
}

/** The attacks that can be played. */
export function attacksPane({ attacks, attacking }: StageState, actions: AttackActions): TemplateResult {
  return html`<h2>Attacks</h2>
    <p class="quiet">
      Each attack is played twice: against a server that lacks one check, and against ours. The weakened
      server runs on this machine only, and only while the attack is played.
    </p>
    ${
      attacking === null
        ? nothing
        : html`<p class="message alert">
            An attack is being played. A server that is <strong>weakened on purpose</strong> runs for it.
          </p>`
    }
    ${attacks.map((attack) => attackCard(attack, attacking, actions))}`;
}

function attackCard(attack: AttackView, attacking: string | null, actions: AttackActions): TemplateResult {
  const { id, title, goal, page, defence } = attack;
  return html`<details class="card" data-attack=${id}>
    <summary><h3>${title}</h3></summary>
    <p><strong>What the attacker wants:</strong> ${goal}</p>
    <p><strong>The check that the weakened server lacks:</strong> ${defence.title}</p>
    <pre tabindex="0" aria-label="Taken out">${defence.code}</pre>
    <p class="quiet">${sourceLink(defence.source, true)}</p>
    ${
      defence.instead === null
        ? nothing
        : html`<p><strong>In its place:</strong></p>
            <pre tabindex="0" aria-label="In its place">${defence.instead.code}</pre>`
    }
    <p class="quiet">In the threat model: ${sourceLink(page, true)}</p>
    <div class="actions">
      <button
        type="button"
        class="primary"
        ?disabled=${attacking !== null}
        @click=${() => actions.attack(id)}
      >
        ${attacking === id ? "Playing …" : "Play it"}<span class="hidden">: ${title}</span>
      </button>
    </div>
  </details>`;
}
