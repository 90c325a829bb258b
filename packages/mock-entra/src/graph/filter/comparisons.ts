/** The kinds of values that `$filter` can compare. */
export type FilterValue = string | boolean | null | readonly string[];

/** A value in the query: a text in quotes, or a word such as `true`, `null`, a GUID or a time. */
export interface FilterLiteral {
  isText: boolean;
  value: string;
}

/** The case of texts is ignored. */
export function isEqual(value: FilterValue, literal: FilterLiteral): boolean {
  const wanted = literal.value.toLowerCase();
  if (value === null) return !literal.isText && wanted === "null";
  if (typeof value === "boolean") return !literal.isText && wanted === String(value);
  return order(value, literal) === 0;
}

/** `ge`: true for the value itself as well. No value is before or after another. */
export function isAtLeast(value: FilterValue, literal: FilterLiteral): boolean {
  const found = order(value, literal);
  return found !== undefined && found >= 0;
}

/** `le` */
export function isAtMost(value: FilterValue, literal: FilterLiteral): boolean {
  const found = order(value, literal);
  return found !== undefined && found <= 0;
}

export function startsWith(value: FilterValue, { value: wanted }: FilterLiteral): boolean {
  return typeof value === "string" && value.toLowerCase().startsWith(wanted.toLowerCase());
}

export function endsWith(value: FilterValue, { value: wanted }: FilterLiteral): boolean {
  return typeof value === "string" && value.toLowerCase().endsWith(wanted.toLowerCase());
}

/** Whether a word is a time, as OData writes one: without quotes. */
export function isTime({ isText, value }: FilterLiteral): boolean {
  return !isText && /^\d{4}-\d\d-\d\d/u.test(value) && !Number.isNaN(Date.parse(value));
}

/** Below, at or above 0; times by the time, so that `…T00:00:00Z` is `…T01:00:00+01:00`. */
function order(value: FilterValue, literal: FilterLiteral): number | undefined {
  if (typeof value !== "string") return undefined;
  if (isTime(literal) && isTime({ isText: false, value }))
    return Date.parse(value) - Date.parse(literal.value);
  const [left, right] = [value.toLowerCase(), literal.value.toLowerCase()];
  return left === right ? 0 : left < right ? -1 : 1;
}
