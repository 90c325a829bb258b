/**
 * The source with this example at the end of the export's comment. It replaces an existing example.
 *
 * @throws Error if the export has no comment: an example alone is not an explanation.
 */
export function withExample(source: string, name: string, code: string): string {
  const [declaration = ""] = declarationOf(name).exec(source) ?? [];
  const at = source.indexOf(declaration);
  const [comment] = /\/\*\*(?:(?!\*\/)[^])*\*\/\n$/.exec(source.slice(0, at)) ?? [];
  if (comment === undefined) throw new Error(`${name} has an example, but no comment for it.`);
  const said = withoutExample(comment)
    .replace(/^\/\*\* ?\n?/, "")
    .replace(/\n? ?\*\/\n$/, "")
    .split("\n")
    .map((line) => (line.startsWith(" *") ? line : ` * ${line}`));
  const example = ["@example", "```ts", ...code.split("\n"), "```"].map((line) => ` * ${line}`.trimEnd());
  const fresh = ["/**", ...said, " *", ...example, " */", ""].join("\n");
  return source.slice(0, at - comment.length) + fresh + source.slice(at);
}

/** Where a source exports this name. */
export function declarationOf(name: string): RegExp {
  return new RegExp(`^export (async )?(function|class|const) ${name}\\b`, "m");
}

/** A declaration, or its comment, without the example: pages that show the code have their own text. */
export function withoutExample(text: string): string {
  return text.replace(/(?:\n \*)?\n \* @example\n[^]*?(?=\n \*\/\n)/, "");
}
