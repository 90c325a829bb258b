import { html, type TemplateResult } from "lit-html";

/** `path:line` or `path`, as a link to the stage's view of that file. */
export function sourceLink(place: string, hasSources: boolean): TemplateResult {
  if (!hasSources) return html`<code>${place}</code>`;
  const [path = "", line] = place.split(":");
  const [file = "", anchor] = path.split("#");
  const fragment = line === undefined ? "" : `#L${line}`;
  const heading = anchor === undefined ? "" : ` (${anchor})`;
  return html`<a href="/files/${file}${fragment}" target="stage-file"
      ><code>${file}${line === undefined ? "" : `:${line}`}</code></a
    >${heading}`;
}
