import { type Html, html } from "../http/html.ts";

/** Claims that only Entra can read. */
const internal = new Set(["aio", "rh", "uti", "sid"]);

const times = new Set(["iat", "nbf", "exp", "auth_time"]);

/**
 * A token's payload in readable form: times as dates, and Entra's own claims shortened. Without the
 * signature.
 */
export function tokenDetails(title: string, claims: Readonly<Record<string, unknown>>): Html {
  return html`<details>
    <summary>${title}</summary>
    <pre tabindex="0">
${JSON.stringify(readable(claims), null, 2)}
<span class="quiet">. signature redacted</span></pre>
  </details>`;
}

function readable(claims: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(claims).map(([name, value]) => {
      if (internal.has(name) && typeof value === "string") return [name, `${value.slice(0, 6)}…`];
      if (times.has(name) && typeof value === "number") return [name, `${value} (${isoTime(value)})`];
      return [name, value];
    }),
  );
}

function isoTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? "no time" : date.toISOString();
}
