import { type Html, html } from "../../pages/html.ts";
import { isClientIdUrl } from "./client-id-metadata/client-id-url.ts";

const mostCharacters = 40;
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * Letters and digits of any script, with at most two combining marks, spaces, and “-”, “.”, “_”. Not allowed:
 * quotation marks and brackets, because a name could continue like a sentence of our page; many combining
 * marks, because they cover the lines around them; invisible letters such as U+3164; letters that look like
 * quotation marks (U+02B0 to U+02FF).
 */
const usableShape = /^(?:(?![\p{DI}\u02B0-\u02FF])[\p{L}\p{Nd}][\p{Mn}\p{Mc}]{0,2}(?!\p{M})|[ ._-])+$/u;

/**
 * The site that a client belongs to: the host of its metadata document. A registered client has no such host.
 *
 * @returns the host in its ASCII form: a name with look-alike letters shows as xn--….
 */
export function siteOf(clientId: string): string | undefined {
  return isClientIdUrl(clientId) ? new URL(clientId).host : undefined;
}

/**
 * The name that a client gives itself, if it is safe to show: anybody can register any text as a name. It
 * proves nothing, and is on its own line.
 *
 * @returns the name in its normal form (NFC), without the part in brackets that some clients add at the end.
 */
export function usableName(claimed: string | undefined): string | undefined {
  const normal = (claimed ?? "")
    .normalize("NFC")
    .replaceAll(/\p{Zs}+/gu, " ")
    .trim();
  // “Claude Code (my-server)”
  const name = normal.replace(/ \([^()]*\)$/u, "");
  // defence:56-name
  if (!usableShape.test(name) || !/[\p{L}\p{Nd}]/u.test(name) || lengthOf(normal) > mostCharacters)
    return undefined;
  return name;
}

/** In characters as people count them (graphemes). */
function lengthOf(text: string): number {
  return [...graphemes.segment(text)].length;
}

/** The markup for its own line. The line hides the part that does not fit. */
export function nameLine(claimed: string | undefined): Html {
  return html`<p class="name">${isolated(usableName(claimed) ?? "a program without a usable name")}</p>`;
}

/**
 * An unknown person wrote this text. Without `bdi`, a right-to-left letter, or the invisible character that
 * changes the direction (U+202E), would reorder the text around the name.
 *
 * @see https://www.unicode.org/reports/tr9/
 */
export function isolated(text: string): Html {
  return html`<bdi>${text}</bdi>`;
}
