import type { HopMessage } from "./hop.ts";
import { shortestNeedle } from "./needles.ts";
import { type Place, placesInHeader, placesInText } from "./places.ts";
import { headersOf, type RawExchange, type RawMessage } from "./raw-exchange.ts";
import type { Secret, SecretBook } from "./secret-book.ts";

/** A piece of an exchange: the address, a header or a body. */
export interface Part {
  /** For messages. */
  where: string;
  side: "request" | "response";
  /** In lower case; undefined for the address and for bodies. */
  header?: string;
  isAddress: boolean;
  text: string;
  places: Place[];
}

/** All texts of an exchange, with the secret places in them. */
export function partsOf({ url, request, response, durationMs }: RawExchange): Part[] {
  const address = { where: "the address", side: "request" as const, isAddress: true, text: url };
  return [
    { ...address, places: placesInText(url) },
    ...partsOfMessage(request, "request", request.isCut === true),
    // While an answer is still coming, its last token may be incomplete.
    ...partsOfMessage(response, "response", response.isCut === true || durationMs === null),
  ];
}

function partsOfMessage(message: RawMessage, side: Part["side"], hasLooseEnd: boolean): Part[] {
  const owner = side === "request" ? "the request" : "the answer";
  const headers = headersOf(message).map(([header, text]) => ({
    where: `the header ${header} of ${owner}`,
    side,
    header,
    isAddress: false,
    text,
    places: placesInHeader(header, text),
  }));
  if (message.body === null) return headers;
  const text = hasLooseEnd ? withoutLooseEnd(message.body) : message.body;
  return [
    ...headers,
    { where: `the body of ${owner}`, side, isAddress: false, text, places: placesInText(text) },
  ];
}

/** Removes the last word of a cut text: it can be the beginning of a token, which is not recognized. */
function withoutLooseEnd(text: string): string {
  return text.replace(/[\w.~+/=%-]+$/, "");
}

/** A redacted part, with the secrets that were in it. A secret that was there twice is listed twice. */
export interface RedactedPart extends Part {
  shown: string;
  found: Secret[];
}

/** @param book already knows the values of all places. */
export function redactPart(part: Part, book: SecretBook): RedactedPart {
  const found: Secret[] = [];
  return { ...part, shown: book.redact(withoutShortValues(part), (secret) => found.push(secret)), found };
}

/** A value too short for a search is hidden only at its place. */
function withoutShortValues({ text, places }: Part): string {
  return places
    .filter(({ start, end }) => end > start && end - start < shortestNeedle)
    .toSorted((one, other) => other.start - one.start)
    .reduce((result, { kind, start, end }) => `${result.slice(0, start)}[${kind}]${result.slice(end)}`, text);
}

const longestBody = 16 * 1_024;

export function messageOf(parts: readonly RedactedPart[], side: Part["side"], isCut: boolean): HopMessage {
  const own = parts.filter((part) => part.side === side && !part.isAddress);
  const headers = own.flatMap(({ header, shown }) =>
    header === undefined ? [] : [[header, shown] as const],
  );
  const body = own.find(({ header }) => header === undefined)?.shown;
  return {
    headers: Object.fromEntries(headers),
    body: body === undefined ? null : cutBody(body, isCut),
  };
}

function cutBody(body: string, isCut: boolean): string {
  if (body.length <= longestBody && !isCut) return body;
  return `${body.slice(0, longestBody)}\n… (cut: only the first ${longestBody / 1_024} KiB are kept)`;
}
