/** A piece of `$filter`: a text between quotes, a sign, or a word (also a number or a GUID). */
export interface FilterToken {
  kind: "text" | "sign" | "word";
  /** A text without its quotes: a quote inside is doubled in the query. */
  value: string;
}

const pattern =
  /\s*(?:'(?<text>(?:[^']|'')*)'|(?<time>\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)?)|(?<sign>[(),:/])|(?<word>[^\s'(),:/]+))/iuy;

/** @returns `undefined` for a query that ends inside a text */
export function filterTokens(filter: string): FilterToken[] | undefined {
  const tokens: FilterToken[] = [];
  const text = filter.trim();
  const expression = new RegExp(pattern);
  while (expression.lastIndex < text.length) {
    const { text: quoted, time, sign, word = time } = expression.exec(text)?.groups ?? {};
    if (quoted !== undefined) tokens.push({ kind: "text", value: quoted.replaceAll("''", "'") });
    else if (sign !== undefined) tokens.push({ kind: "sign", value: sign });
    else if (word !== undefined) tokens.push({ kind: "word", value: word });
    else return undefined;
  }
  return tokens;
}
