import type { GraphError } from "../graph-error.ts";
import {
  endsWith,
  type FilterLiteral,
  type FilterValue,
  isAtLeast,
  isAtMost,
  isEqual,
  isTime,
  startsWith,
} from "./comparisons.ts";
import { type FilterToken, filterTokens } from "./filter-tokens.ts";

/** The properties that can be filtered. */
export interface FilterFields<Item> {
  /** @throws GraphError for an unknown property, or for one that cannot be filtered */
  valueOf(property: string): (item: Item) => FilterValue;
  /** For queries that Graph's directory does not support, and for an invalid filter. */
  unsupported(property: string): GraphError;
  /** `ne`, `not` and `endswith` work only with ConsistencyLevel and $count. */
  isAdvanced: boolean;
  /** Properties that are compared with a time, which has no quotes. */
  times?: ReadonlySet<string>;
}

export type Filter<Item> = (item: Item) => boolean;

/** Deeper than any real query; it protects the stack. */
const maximumDepth = 50;

/**
 * `$filter` with `eq`, `ne`, `ge`, `le`, `in`, `startswith`, `endswith`, `any`, joined by `and`, `or`, `not` and
 * brackets, in capital letters too. Everything else of OData is refused, as Graph refuses unsupported queries: also `gt` and `lt`,
 * which no property of directory objects supports.
 * @throws GraphError 400, and what `valueOf` throws
 * @see https://learn.microsoft.com/graph/aad-advanced-queries
 */
export function parseFilter<Item>(filter: string, fields: FilterFields<Item>): Filter<Item> {
  const tokens = filterTokens(filter);
  if (!tokens) throw fields.unsupported(firstWord(filter));
  const reader = createReader(tokens, () => fields.unsupported(firstWord(filter)));
  const found = parseOr(reader, fields, 0);
  reader.end();
  return found;
}

function firstWord(filter: string): string {
  return /\w+/u.exec(filter)?.[0] ?? "";
}

type Reader = ReturnType<typeof createReader>;

function createReader(tokens: readonly FilterToken[], refusal: () => GraphError) {
  let at = 0;
  const next = (): FilterToken => {
    const token = tokens[at];
    if (!token) throw refusal();
    at += 1;
    return token;
  };
  const is = (value: string): boolean =>
    tokens[at]?.kind !== "text" && tokens[at]?.value.toLowerCase() === value;
  return {
    next,
    refusal,
    /** Reads the token if it is this one. */
    takes: (value: string): boolean => {
      const found = is(value);
      if (found) at += 1;
      return found;
    },
    expect: (value: string): void => {
      if (!is(value)) throw refusal();
      at += 1;
    },
    word: (): string => {
      const { kind, value } = next();
      if (kind !== "word") throw refusal();
      return value;
    },
    literal: (): FilterLiteral => {
      const { kind, value } = next();
      if (kind === "sign") throw refusal();
      return { isText: kind === "text", value };
    },
    end: (): void => {
      if (at < tokens.length) throw refusal();
    },
  };
}

function parseOr<Item>(reader: Reader, fields: FilterFields<Item>, depth: number): Filter<Item> {
  if (depth > maximumDepth) throw reader.refusal();
  const alternatives = [parseAnd(reader, fields, depth)];
  while (reader.takes("or")) alternatives.push(parseAnd(reader, fields, depth));
  return (item) => alternatives.some((matches) => matches(item));
}

function parseAnd<Item>(reader: Reader, fields: FilterFields<Item>, depth: number): Filter<Item> {
  const clauses = [parseNot(reader, fields, depth)];
  while (reader.takes("and")) clauses.push(parseNot(reader, fields, depth));
  return (item) => clauses.every((matches) => matches(item));
}

function parseNot<Item>(reader: Reader, fields: FilterFields<Item>, depth: number): Filter<Item> {
  if (depth > maximumDepth) throw reader.refusal();
  if (reader.takes("not")) {
    if (!fields.isAdvanced) throw reader.refusal();
    const inner = parseNot(reader, fields, depth + 1);
    return (item) => !inner(item);
  }
  if (!reader.takes("(")) return parseClause(reader, fields);
  const inner = parseOr(reader, fields, depth + 1);
  reader.expect(")");
  return inner;
}

function parseClause<Item>(reader: Reader, fields: FilterFields<Item>): Filter<Item> {
  const name = reader.word();
  if (reader.takes("(")) return parseFunction(name, reader, fields);
  const valueOf = fields.valueOf(name);
  if (reader.takes("/")) return parseAny(name, valueOf, reader, fields);
  const operator = reader.word().toLowerCase();
  const wanted = operator === "in" ? parseList(reader) : [reader.literal()];
  if (fields.times?.has(name) && !wanted.every((literal) => isTime(literal))) throw fields.unsupported(name);
  const compare = comparisons.get(operator);
  if (!compare || (operator === "ne" && !fields.isAdvanced)) throw fields.unsupported(name);
  return (item) => wanted.some((literal) => compare(valueOf(item), literal));
}

const comparisons = new Map<string, (value: FilterValue, literal: FilterLiteral) => boolean>([
  ["eq", isEqual],
  ["in", isEqual],
  ["ne", (value, literal) => !isEqual(value, literal)],
  ["ge", isAtLeast],
  ["le", isAtMost],
]);

/** `startswith(displayName,'A')` */
function parseFunction<Item>(name: string, reader: Reader, fields: FilterFields<Item>): Filter<Item> {
  const property = reader.word();
  const valueOf = fields.valueOf(property);
  reader.expect(",");
  const literal = reader.literal();
  reader.expect(")");
  const known = name.toLowerCase();
  if (known === "startswith" && literal.isText) return (item) => startsWith(valueOf(item), literal);
  if (known === "endswith" && literal.isText && fields.isAdvanced)
    return (item) => endsWith(valueOf(item), literal);
  throw fields.unsupported(property);
}

/** `servicePrincipalNames/any(c:c eq 'x')` */
function parseAny<Item>(
  property: string,
  valueOf: (item: Item) => FilterValue,
  reader: Reader,
  fields: FilterFields<Item>,
): Filter<Item> {
  if (!reader.takes("any")) throw fields.unsupported(property);
  reader.expect("(");
  const variable = reader.word();
  reader.expect(":");
  const ofElement: FilterFields<string> = {
    ...fields,
    valueOf: (name) => {
      if (name !== variable) throw fields.unsupported(property);
      return (element) => element;
    },
  };
  const matches = parseClause(reader, ofElement);
  reader.expect(")");
  return (item) => {
    const elements = valueOf(item);
    return Array.isArray(elements) && elements.some((element: string) => matches(element));
  };
}

function parseList(reader: Reader): FilterLiteral[] {
  reader.expect("(");
  const list = [reader.literal()];
  while (reader.takes(",")) list.push(reader.literal());
  reader.expect(")");
  return list;
}
