import { type Html, html } from "../http/html.ts";
import type { PortalRequest } from "./portal-request.ts";

/** The messages after a form, by name: so a link cannot make the portal show another text. */
const notices = {
  saved: "Saved. The next sign-in uses it.",
  registered:
    "Registered. Note the Application (client) ID and the Directory (tenant) ID: the server needs both.",
  imported: "Imported. Secrets are never in a file: make a new one under Certificates & secrets.",
  deleted: "Deleted.",
  "secret-added": "The secret was made.",
  consented: "Consent was granted for everybody in the organization.",
  assigned: "Assigned. Tokens from now on say so; tokens that are out already do not.",
} as const;

export type Notice = keyof typeof notices;

function isNotice(name: string): name is Notice {
  return Object.hasOwn(notices, name);
}

export function noticeOf({ exchange, refusal }: PortalRequest): Html | null {
  if (refusal !== undefined) return html`<p class="message alert" role="alert">${refusal}</p>`;
  const name = exchange.url.searchParams.get("notice") ?? "";
  return isNotice(name) ? html`<p class="message" role="status">${notices[name]}</p>` : null;
}
