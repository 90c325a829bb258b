import type { Response } from "express";
import { type Html, html } from "./html.ts";
import { stylesheet } from "./stylesheet.ts";

/** Sends a page. It has the headers of every answer: see security-headers.ts. */
export function sendPage(response: Response, status: number, title: string, body: Html): void {
  // A page contains values for its reader only, such as the token of its form.
  response.status(status).set("Cache-Control", "no-store").type("html").send(document(title, body).markup);
}

/** A page that tells a user what went wrong. */
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
  // The style in the page has to be exactly the hashed text, so it is not escaped.
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
