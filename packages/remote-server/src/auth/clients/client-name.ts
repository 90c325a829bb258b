import { type Html, html } from "../../pages/html.ts";
import { isClientIdUrl } from "./client-id-metadata/client-id-url.ts";

const mostCharacters = 40;
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * Letters and digits of any script, with two combining marks at most, spaces, and “-”, “.”, “_”. Not among them: quotation marks and
 * brackets, with which a name could go on as a sentence of ours; marks that pile up over the lines around; letters that users cannot
 * see, such as U+3164; and letters that look like quotation marks (U+02B0 to U+02FF).
 */
const usableShape = /^(?:(?![\p{DI}\u02B0-\u02FF])[\p{L}\p{Nd}][\p{Mn}\p{Mc}]{0,2}(?!\p{M})|[ ._-])+$/u;

/**
 * Who vouches for a client: the host that its metadata document came from. A client that has registered has no such host.
 *
 * @returns the host in its ASCII form: a name with look-alike letters shows as xn--….
 */
export function siteOf(clientId: string): string | undefined {
  return isClientIdUrl(clientId) ? new URL(clientId).host : undefined;
}

/**
 * What a client says that it is called, if that can be shown: anybody can register any text as a name. It proves nothing, and
 * stands on a line of its own.
 *
 * @returns the name in its normal form (NFC), without what some clients add in brackets at its end.
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

/** In characters as people count them. */
function lengthOf(text: string): number {
  return [...graphemes.segment(text)].length;
}

/** For a line of its own. What does not fit in it is hidden. */
export function nameLine(claimed: string | undefined): Html {
  return html`<p class="name">${isolated(usableName(claimed) ?? "a program without a usable name")}</p>`;
}

/**
 * Text that a stranger has written. Without this, a name with a right-to-left letter, or with the invisible character that turns the
 * direction (U+202E), reorders what stands around it.
 *
 * @see https://www.unicode.org/reports/tr9/
 */
export function isolated(text: string): Html {
  return html`<bdi>${text}</bdi>`;
}
