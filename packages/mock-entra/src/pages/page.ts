import { createHash } from "node:crypto";
import { entraHeaders } from "../http/entra-headers.ts";
import type { Exchange } from "../http/exchange.ts";
import { constantMarkup, type Html, html } from "../http/html.ts";
import { stylesheet } from "./stylesheet.ts";

export interface Page {
  title: string;
  body: Html;
  status?: number;
  script?: string;
  /** The addresses that the page may show in frames. */
  frames?: readonly string[];
  /** The address to open after two seconds. */
  refreshTo?: string;
}

function hashSource(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/**
 * The browser loads and runs only what has a hash here. There is no `form-action`: browsers also apply it to
 * the redirect after a form, and every sign-in ends with a redirect to an application.
 */
function contentSecurityPolicy({ script, frames = [] }: Page): string {
  return [
    "default-src 'none'",
    `style-src ${hashSource(stylesheet)}`,
    ...(script === undefined ? [] : [`script-src ${hashSource(script)}`]),
    ...(frames.length === 0 ? [] : [`frame-src ${frames.map((frame) => new URL(frame).origin).join(" ")}`]),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** A complete page with its headers. */
export function pageResponse(exchange: Exchange, page: Page): Response {
  return new Response(layout(page.title, page.body, page.script).markup.trim(), {
    status: page.status ?? 200,
    headers: {
      ...entraHeaders(exchange),
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": contentSecurityPolicy(page),
      "X-Frame-Options": "DENY",
      "Referrer-Policy": "strict-origin-when-cross-origin",
      ...(page.refreshTo === undefined ? {} : { Refresh: `2; url=${page.refreshTo}` }),
    },
  });
}

function layout(title: string, body: Html, script: string | undefined): Html {
  return html`
    <!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        ${inlineElement("style", stylesheet)}
      </head>
      <body>
        <main>
          <p class="quiet brand">mock-entra · for development and teaching only</p>
          ${body}
        </main>
        ${script === undefined ? null : inlineElement("script", script)}
      </body>
    </html>
  `;
}

/** Not in the template: with one more space, the policy's hash would be wrong. */
function inlineElement(name: "style" | "script", text: string): Html {
  return constantMarkup(`<${name}>${text}</${name}>`);
}
