import type { User } from "../directory/types.ts";
import { accessDenied } from "./authenticate.ts";
import { GraphError } from "./graph-error.ts";
import { isUserProperty, isVisible, type UserProperty, type Visibility } from "./user-resource.ts";

export type UserFilter = (user: User) => boolean;

/** A comparison; a quote inside a string is doubled. */
const comparison =
  /^(?:(?<property>\w+) eq (?<value>'(?:[^']|'')*'|true|false|null)|startswith\((?<start>\w+), ?(?<prefix>'(?:[^']|'')*')\))$/u;

/**
 * `$filter` with `eq` and `startswith`, joined by `and` and `or`; strings compare without case. Everything else that OData
 * knows is refused, as Graph refuses what its directory cannot query.
 * @throws GraphError 400, or 403 for a property that the token does not show: the answer would give it away (unconfirmed)
 */
export function parseUserFilter(filter: string, visibility: Visibility): UserFilter {
  const alternatives = splitOutsideQuotes(filter, " or ").map((alternative) =>
    splitOutsideQuotes(alternative, " and ").map((clause) => parseClause(clause.trim(), visibility)),
  );
  return (user) => alternatives.some((clauses) => clauses.every((matches) => matches(user)));
}

/** Every second piece between quotes is text, not syntax. */
export function splitOutsideQuotes(text: string, separator: string): string[] {
  const pieces: string[] = [""];
  for (const [index, piece] of text.split("'").entries()) {
    const [first = "", ...rest] = index % 2 === 0 ? piece.split(separator) : [piece];
    const joined = `${pieces.pop() ?? ""}${index === 0 ? "" : "'"}${first}`;
    pieces.push(joined, ...rest);
  }
  return pieces;
}

function parseClause(clause: string, visibility: Visibility): UserFilter {
  const groups = comparison.exec(clause)?.groups;
  const name = groups?.["property"] ?? groups?.["start"] ?? /\w+/u.exec(clause)?.[0] ?? "";
  if (!groups) throw unsupported(name);
  const property = knownProperty(name, visibility);
  const prefix = groups["prefix"];
  if (prefix !== undefined) {
    const wanted = unquote(prefix);
    return (user) => textOf(user[property])?.startsWith(wanted) ?? false;
  }
  const literal = groups["value"] ?? "";
  if (literal.startsWith("'")) {
    const wanted = unquote(literal);
    return (user) => textOf(user[property]) === wanted;
  }
  const wanted = literal === "null" ? null : literal === "true";
  return (user) => user[property] === wanted;
}

/** @throws GraphError 400 or 403 */
function knownProperty(name: string, visibility: Visibility): Exclude<UserProperty, "businessPhones"> {
  if (!isUserProperty(name)) {
    throw new GraphError(
      400,
      "BadRequest",
      `Invalid filter clause: Could not find a property named '${name}' on type 'microsoft.graph.user'.`,
    );
  }
  if (name === "businessPhones") throw unsupported(name);
  if (!isVisible(name, visibility)) throw accessDenied();
  return name;
}

function unsupported(name: string): GraphError {
  return new GraphError(
    400,
    "Request_UnsupportedQuery",
    `Unsupported or invalid query filter clause specified for property '${name}' of resource 'User'.`,
  );
}

function unquote(literal: string): string {
  return literal.slice(1, -1).replaceAll("''", "'").toLowerCase();
}

function textOf(value: string | boolean | null): string | undefined {
  return typeof value === "string" ? value.toLowerCase() : undefined;
}
