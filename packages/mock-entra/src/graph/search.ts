import { GraphError } from "./graph-error.ts";

/** The properties for `$search`. */
type SearchableFields = Readonly<Record<string, string | null>>;

type Matcher = (fields: SearchableFields) => boolean;

const token = /\s*(?:(?<clause>"(?:[^"\\]|\\.)*")|(?<operator>AND|OR)|(?<bracket>[()]))/uy;

/**
 * `$search` on directory objects: clauses `"property:text"`, joined by AND and OR, with brackets. In names
 * and descriptions, it compares with the beginning of each word. In other properties, it compares with the
 * beginning of the value. It never finds the middle of a word.
 * @param known the properties that can be searched
 * @throws GraphError 400 for an invalid search (message unconfirmed)
 * @see https://learn.microsoft.com/graph/search-query-parameter#using-search-on-directory-object-collections
 */
export function parseSearch(search: string, known: readonly string[]): Matcher {
  const tokens = tokensOf(search);
  const matcher = parseAlternatives(tokens, known);
  if (tokens.length > 0) throw malformed(search);
  return matcher;
}

/** `$search` on resources that only have a name to search. @throws GraphError 400 */
export function searchByName(search: string): (item: { displayName: string }) => boolean {
  const matches = parseSearch(search, ["displayName"]);
  return ({ displayName }) => matches({ displayName });
}

function tokensOf(search: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (search.slice(token.lastIndex).trim() !== "") {
    const rest = search.slice(token.lastIndex);
    const match = token.exec(search);
    if (!match) throw malformed(rest.trim());
    tokens.push(match[0].trim());
  }
  return tokens;
}

/**
 * AND has priority over OR. The functions remove the tokens that they have read from the front of `tokens`.
 */
function parseAlternatives(tokens: string[], known: readonly string[]): Matcher {
  const matchers = [parseConjunction(tokens, known)];
  while (tokens[0] === "OR") {
    tokens.shift();
    matchers.push(parseConjunction(tokens, known));
  }
  return (fields) => matchers.some((matches) => matches(fields));
}

function parseConjunction(tokens: string[], known: readonly string[]): Matcher {
  const matchers = [parseOperand(tokens, known)];
  while (tokens[0] === "AND") {
    tokens.shift();
    matchers.push(parseOperand(tokens, known));
  }
  return (fields) => matchers.every((matches) => matches(fields));
}

function parseOperand(tokens: string[], known: readonly string[]): Matcher {
  const first = tokens.shift() ?? "";
  if (first === "(") {
    const inner = parseAlternatives(tokens, known);
    if (tokens.shift() !== ")") throw malformed(first);
    return inner;
  }
  if (!first.startsWith('"')) throw malformed(first);
  return parseClause(first.slice(1, -1).replaceAll(/\\(.)/gu, "$1"), known);
}

const wordProperties = new Set(["displayName", "description"]);

function parseClause(clause: string, known: readonly string[]): Matcher {
  const colon = clause.indexOf(":");
  const [property, text] = [clause.slice(0, colon), clause.slice(colon + 1).trim()];
  if (colon < 1 || text === "" || !known.includes(property)) throw malformed(clause);
  if (!wordProperties.has(property)) {
    const start = text.toLowerCase();
    return (fields) => fields[property]?.toLowerCase().startsWith(start) ?? false;
  }
  const wanted = wordsOf(text);
  return (fields) => {
    const words = wordsOf(fields[property] ?? "");
    return wanted.every((start) => words.some((word) => word.startsWith(start)));
  };
}

/** Words end at spaces and symbols, at a capital letter and where digits begin or end. */
function wordsOf(text: string): string[] {
  return text
    .split(/[^\p{L}\p{N}]+|(?<=\p{Ll})(?=\p{Lu})|(?<=\p{N})(?=\p{L})|(?<=\p{L})(?=\p{N})/u)
    .filter((word) => word !== "")
    .map((word) => word.toLowerCase());
}

function malformed(part: string): GraphError {
  return new GraphError(
    400,
    "BadRequest",
    `Invalid search clause: ${part || "nothing"}. Expected clauses such as "displayName:text", joined by AND or OR.`,
  );
}
