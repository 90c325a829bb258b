import { createHash } from "node:crypto";
import { entraHeaders } from "../http/entra-headers.ts";
import type { Exchange } from "../http/exchange.ts";
import { constantMarkup, type Html, html } from "../http/html.ts";
import { portalStylesheet } from "./portal-stylesheet.ts";

export interface PortalPage {
  title: string;
  body: Html;
  status?: number;
  /** The page's entry in the navigation. */
  area?: "registrations" | "timeline" | "errors";
}

/** Copies the text of a button. Without scripts, the buttons are hidden, and the text can be selected. */
const copyScript = `
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    document.getElementById("copied").textContent = "Copied: " + button.dataset.label;
    button.textContent = "Copied";
  });
}`;

function hashSource(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/** The browser loads and runs only what has a hash here, and sends forms only to this portal. */
const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src ${hashSource(portalStylesheet)}`,
  `script-src ${hashSource(copyScript)}`,
  "form-action 'self'",
  "base-uri 'none'",
  // Clickjacking: a page of another site must not make a user click “Grant admin consent”.
  "frame-ancestors 'none'",
].join("; ");

/** A page of the portal, of the timeline or about an error: wide, with the navigation. */
export function portalPage(exchange: Exchange, page: PortalPage): Response {
  return new Response(layout(exchange, page).markup.trim(), {
    status: page.status ?? 200,
    headers: {
      ...entraHeaders(exchange),
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": contentSecurityPolicy,
      "X-Frame-Options": "DENY",
      "Referrer-Policy": "same-origin",
    },
  });
}

function layout(exchange: Exchange, { title, body, area }: PortalPage): Html {
  return html`
    <!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · mock-entra portal</title>
        ${inlineElement("style", portalStylesheet)}
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header>
          <div class="inner">
            <strong>mock-entra portal</strong>
            ${navigation(exchange, area)}
            <p class="note">
              The workshop’s stand-in for the Microsoft Entra admin center. Not Microsoft’s, and not for
              production.
            </p>
          </div>
        </header>
        <main id="content">${body}</main>
        <p id="copied" class="skip" role="status"></p>
        ${inlineElement("script", copyScript)}
      </body>
    </html>
  `;
}

function navigation({ origins: { portal } }: Exchange, area: PortalPage["area"]): Html | null {
  if (portal === null) return null;
  const entries = [
    { name: "registrations", href: "/portal/registrations", text: "App registrations" },
    { name: "timeline", href: "/portal/timeline", text: "Timeline" },
    { name: "errors", href: "/portal/errors", text: "Error codes" },
  ];
  return html`<nav aria-label="Portal">
    ${entries.map(
      ({ name, href, text }) =>
        html`<a href="${href}" ${name === area ? html`aria-current="page"` : null}>${text}</a>`,
    )}
  </nav>`;
}

/** Not in the template: with one more space, the policy's hash would be wrong. */
function inlineElement(name: "style" | "script", text: string): Html {
  return constantMarkup(`<${name}>${text}</${name}>`);
}

/** A value with a button that copies it. @param label what it is, for the button's name */
export function copyable(label: string, value: string): Html {
  return html`<span class="id">${value}</span>
    <button
      class="small"
      type="button"
      hidden
      data-copy="${value}"
      data-label="${label}"
      aria-label="Copy ${label}"
    >
      Copy
    </button>`;
}
