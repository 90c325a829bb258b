import { type Html, html } from "../../http/html.ts";

/** A button for one item of a list. @param what the item's name, for those who hear the button only */
export function itemButton(action: string, item: string, text: string, what: string): Html {
  return html`<button
    class="small danger"
    name="action"
    value="${action}:${encodeURIComponent(item)}"
    aria-label="${text} ${what}"
  >
    ${text}
  </button>`;
}
