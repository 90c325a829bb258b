/** The kinds of values that `$filter` can compare. */
export type FilterValue = string | boolean | null | readonly string[];

/** A value in the query: a text in quotes, or a word such as `true`, `null` or a GUID. */
export interface FilterLiteral {
  isText: boolean;
  value: string;
}

/** The case of texts is ignored. */
export function isEqual(value: FilterValue, literal: FilterLiteral): boolean {
  const wanted = literal.value.toLowerCase();
  if (value === null) return !literal.isText && wanted === "null";
  if (typeof value === "boolean") return !literal.isText && wanted === String(value);
  return typeof value === "string" && value.toLowerCase() === wanted;
}

export function startsWith(value: FilterValue, { value: wanted }: FilterLiteral): boolean {
  return typeof value === "string" && value.toLowerCase().startsWith(wanted.toLowerCase());
}

export function endsWith(value: FilterValue, { value: wanted }: FilterLiteral): boolean {
  return typeof value === "string" && value.toLowerCase().endsWith(wanted.toLowerCase());
}
