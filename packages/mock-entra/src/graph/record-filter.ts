import { GraphError } from "./graph-error.ts";
import { splitOutsideQuotes } from "./user-filter.ts";

/** What `$filter` can look at: texts by their names, lists of texts as well. */
export type FilterableFields = Readonly<Record<string, string | null | readonly string[]>>;

const comparison = /^(?<field>\w+) eq (?<value>'(?:[^']|'')*'|null|true|false|[\da-f-]{36})$/u;
const prefixed = /^startswith\((?<field>\w+), ?(?<value>'(?:[^']|'')*')\)$/u;
const any = /^(?<field>\w+)\/any\((?<item>\w+): ?\k<item> eq (?<value>'(?:[^']|'')*')\)$/u;

/**
 * `$filter` with `eq`, `startswith` and `any`, joined by `and`; texts compare without case. Everything else that OData knows is
 * refused.
 * @throws GraphError 400
 */
export function parseRecordFilter(
  filter: string,
  known: readonly string[],
): (fields: FilterableFields) => boolean {
  const clauses = splitOutsideQuotes(filter, " and ").map((clause) => parseClause(clause.trim(), known));
  return (fields) => clauses.every((matches) => matches(fields));
}

function parseClause(clause: string, known: readonly string[]): (fields: FilterableFields) => boolean {
  for (const [form, matches] of forms) {
    const { field, value } = form.exec(clause)?.groups ?? {};
    if (field === undefined || value === undefined) continue;
    if (!known.includes(field)) throw unsupported(field);
    const wanted = literal(value);
    return (fields) => matches(lower(fields[field]), wanted);
  }
  throw unsupported(/\w+/u.exec(clause)?.[0] ?? "");
}

type Comparable = string | null | readonly string[];

const forms: [RegExp, (value: Comparable, wanted: string | null) => boolean][] = [
  [comparison, (value, wanted) => value === wanted],
  [prefixed, (value, wanted) => typeof value === "string" && wanted !== null && value.startsWith(wanted)],
  [
    any,
    (value, wanted) => wanted !== null && typeof value !== "string" && (value?.includes(wanted) ?? false),
  ],
];

function lower(value: FilterableFields[string] | undefined): Comparable {
  if (value === null || value === undefined) return null;
  return typeof value === "string" ? value.toLowerCase() : value.map((item) => item.toLowerCase());
}

function literal(text: string): string | null {
  if (text === "null") return null;
  const inner = text.startsWith("'") ? text.slice(1, -1).replaceAll("''", "'") : text;
  return inner.toLowerCase();
}

function unsupported(field: string): GraphError {
  return new GraphError(
    400,
    "Request_UnsupportedQuery",
    `Unsupported or invalid query filter clause specified for property '${field}'.`,
  );
}
