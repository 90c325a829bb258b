import { html, nothing, type TemplateResult } from "lit-html";
import { type App, sceneOf } from "./app.ts";

/** @throws Error if index.html has no such element. */
export function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`index.html has no element “${id}”.`);
  return found;
}

/** The text in place of an empty list. */
export function emptyView(app: App): TemplateResult | typeof nothing {
  const { all, shown } = sceneOf(app);
  if (app.filter.play !== null) return nothing;
  // At its start, the server asks Entra for its metadata.
  const isBegun = all.some((item) => item.kind === "note" || item.hop.from !== "server");
  if (isBegun || app.replayed !== undefined)
    return shown > 0 ? nothing : html`<p>No hop matches the filter.</p>`;
  const begin =
    app.state?.mode === "live"
      ? html`Choose under <strong>Act</strong> who signs in, and press <strong>Connect</strong>.`
      : html`Connect an MCP client to the server.`;
  return html`<p class="large">No client has connected yet.</p>
    <p>
      ${begin} Each request then appears here as an arrow, from the program that sends it to the one that
      answers. The number in the circle is one of the six steps of Microsoft’s lesson.
    </p>`;
}
