import { createHash } from "node:crypto";
import type { Response } from "express";
import { type Html, html } from "./html.ts";

const style = `
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
  body { max-width: 36rem; margin: 8vh auto; padding: 0 1.5rem; }
  h1 { font-size: 1.5rem; line-height: 1.25; }
  dt { font-weight: 600; margin-top: 1rem; }
  dd { margin: 0; overflow-wrap: anywhere; }
  ul { margin: 0; padding-left: 1.25rem; }
  .caution { border-left: 0.25rem solid #c50; padding: 0.25rem 0 0.25rem 1rem; }
  form { display: flex; flex-wrap: wrap; gap: 0.75rem; margin-top: 2rem; }
  button { font: inherit; padding: 0.5rem 1.25rem; border: 1px solid currentcolor; border-radius: 0.25rem; background: transparent; color: inherit; cursor: pointer; }
  button.primary { background: #0b57b0; border-color: #0b57b0; color: #fff; }
  button:focus-visible { outline: 0.2rem solid #69f; outline-offset: 0.15rem; }
`;
const styleHash = createHash("sha256").update(style).digest("base64");

/**
 * What every page of ours is sent with.
 *
 * - Nothing is loaded and nothing runs: even markup that got past the escaping could not do anything.
 * - No other page may frame it, or it could lay something over the buttons and borrow a click (clickjacking).
 * - No `form-action`: Chrome applies it to the redirects behind a form as well, and ours lead to Entra and to clients.
 */
const headers = {
  "Content-Security-Policy": `default-src 'none'; style-src 'sha256-${styleHash}'; frame-ancestors 'none'; base-uri 'none'`,
  "X-Frame-Options": "DENY",
  "X-Content-Type-Options": "nosniff",
  // The addresses of these pages hold state and codes.
  "Referrer-Policy": "no-referrer",
  "Cache-Control": "no-store",
};

export function sendPage(response: Response, status: number, title: string, body: Html): void {
  response.status(status).set(headers).type("html").send(document(title, body).markup);
}

/** A page that tells a person what went wrong in their browser. */
export function sendMessagePage(response: Response, status: number, title: string, text: string): void {
  sendPage(
    response,
    status,
    title,
    html`<h1>${title}</h1>
      <p>${text}</p>`,
  );
}

function document(title: string, body: Html): Html {
  // The style stands in the page as it was hashed, so it cannot go through the escaping.
  const styleElement: Html = { markup: `<style>${style}</style>` };
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        ${styleElement}
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html> `;
}
