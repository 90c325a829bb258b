/**
 * The text of one declaration in a formatted source, with the comment above it, as a page shows it.
 *
 * @param name of something declared at the top of the file, or `Class.method`.
 * @throws Error with the name, if the source has no such declaration, or more than one.
 */
export function declarationIn(source: string, name: string): string {
  const lines = source.split("\n");
  const [owner, member] = name.split(".");
  const top = blockAt(lines, topLevel(owner ?? ""), "");
  if (member === undefined) return top.join("\n");
  const inner = blockAt(top, memberLevel(member), "  ");
  return inner.map((line) => line.replace(/^ {2}/, "")).join("\n");
}

function topLevel(name: string): RegExp {
  return new RegExp(`^(export )?(async )?(function|const|interface|type|class) ${name}\\b`);
}

function memberLevel(name: string): RegExp {
  return new RegExp(`^ {2}((private|static|async|readonly|get) )*#?${name}\\b[(<:]`);
}

/** From the comment above the first line to the closing line, which has the same indent. */
function blockAt(lines: readonly string[], start: RegExp, indent: string): string[] {
  const found = lines.flatMap((line, index) => (start.test(line) ? [index] : []));
  const [first] = found;
  if (first === undefined || found.length > 1)
    throw new Error(`expected one declaration that matches ${start}, found ${found.length}`);
  let begin = first;
  while (begin > 0 && isComment(lines[begin - 1] ?? "", indent)) begin--;
  let end = first;
  while (!closes(lines[end] ?? "", indent, end === first) && end < lines.length - 1) end++;
  return lines.slice(begin, end + 1);
}

function isComment(line: string, indent: string): boolean {
  return [`${indent}/**`, `${indent} *`, `${indent}//`].some((opening) => line.startsWith(opening));
}

function closes(line: string, indent: string, isFirst: boolean): boolean {
  if (isFirst) return line.endsWith(";") || line.endsWith("}");
  const closesHere =
    line.startsWith(`${indent}}`) || line.startsWith(`${indent})`) || line.startsWith(`${indent}]`);
  // `}): Promise<void> {` closes the parameters, not the declaration.
  return closesHere && !line.endsWith("{");
}
