/** What a property can hold, as far as `$filter` looks at it. */
export type FilterValue = string | boolean | null | readonly string[];

/** What stands in the query: a text between quotes, or a bare word such as `true`, `null` or a GUID. */
export interface FilterLiteral {
  isText: boolean;
  value: string;
}

/** Texts compare without case. */
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
