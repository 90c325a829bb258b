/** Careless code: if a parameter comes twice, it takes the last value. @param schema the schema of a single value. */
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
