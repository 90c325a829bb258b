import { type Html, html } from "../../pages/html.ts";
import { isClientIdUrl } from "./client-id-metadata/client-id-url.ts";

/** Names are chosen by whoever registers a client; a long one could push what matters off the page. */
const longestName = 80;

/**
 * Who vouches for a client: the host that its metadata document came from. A client that has registered has nobody.
 *
 * @returns the host in its ASCII form: a name with look-alike letters shows as xn--….
 */
export function siteOf(clientId: string): string | undefined {
  return isClientIdUrl(clientId) ? new URL(clientId).host : undefined;
}

/** What pages call a client: by its site, otherwise, in quotation marks, as it calls itself. */
export function clientName(clientId: string, claimedName: string | undefined): Html {
  const site = siteOf(clientId);
  return site === undefined ? html`“${claimed(claimedName)}”` : html`${site}`;
}

/** What a client says that it is called. */
export function claimed(name: string | undefined): Html {
  return isolated((name ?? "A client without a name").slice(0, longestName));
}

/**
 * Text of somebody else's inside a sentence of ours. Without this, a name with a right-to-left letter, or with the invisible character
 * that turns the direction (U+202E), reorders what stands around it: “Allow X to act for you?” then reads as something else.
 *
 * @see https://www.unicode.org/reports/tr9/
 */
export function isolated(text: string): Html {
  return html`<bdi>${text}</bdi>`;
}
