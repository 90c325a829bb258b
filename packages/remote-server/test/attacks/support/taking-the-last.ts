/** Careless code: of a parameter that comes twice, the last value. @param schema as it is. */
export function takingTheLast(schema: string, constructor: string): string {
  return schema
    .replace(
      constructor,
      `z.preprocess(
        (form) => Object.fromEntries(Object.entries(form ?? {}).map(([name, value]) => [name, [value].flat().at(-1)])),
        ${constructor}`,
    )
    .replace(/;$/, ");");
}
