import type { Response } from "express";
import { type Html, html } from "./html.ts";
import { stylesheet } from "./stylesheet.ts";

/** Sends a page. What every answer of ours is sent with, a page gets as well: see security-headers.ts. */
export function sendPage(response: Response, status: number, title: string, body: Html): void {
  // A page holds what only its reader may use, such as the token of its form.
  response.status(status).set("Cache-Control", "no-store").type("html").send(document(title, body).markup);
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
  const styleElement: Html = { markup: `<style>${stylesheet}</style>` };
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
