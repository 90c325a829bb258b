/**
 * The content of the marker comments. `<!-- code: … -->`: a file from the root of the repository, and the
 * name of a declaration in it. `<!-- example: … -->`: a file and the name of a region in it.
 * `<!-- file: … -->`: a file, which is shown completely.
 */
const marker = /^<!-- (code|example|file|diagram): (.+) -->$/;

type BlockKind = "code" | "example" | "file" | "diagram";

/** Gives the text of a block, without its fence. */
export type ResolveBlock = (kind: BlockKind, what: string) => string;

const languages: Record<Exclude<BlockKind, "file">, string> = {
  code: "ts",
  example: "ts",
  diagram: "mermaid",
};

/**
 * A page with new text in each generated block: the fenced block after a marker comment belongs to the
 * marker.
 *
 * @throws Error that names the marker, if no fenced block follows it.
 */
export function fillBlocks(page: string, resolve: ResolveBlock): string {
  const lines = page.split("\n");
  const filled: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    filled.push(line);
    const [, kind, what] = marker.exec(line) ?? [];
    if (what === undefined || !isKind(kind)) continue;
    const opening = at + 2;
    if (!(lines[opening] ?? "").startsWith("```"))
      throw new Error(`Expected an empty line and a fenced block after ${line}`);
    filled.push("", `\`\`\`${languageOf(kind, what)}`, resolve(kind, what), "```");
    at = lines.indexOf("```", opening + 1);
    if (at === -1) throw new Error(`The fenced block after ${line} does not end.`);
  }
  return filled.join("\n");
}

function languageOf(kind: BlockKind, what: string): string {
  if (kind !== "file") return languages[kind];
  return what.endsWith("Containerfile") ? "dockerfile" : (what.split(".").at(-1) ?? "");
}

function isKind(kind: string | undefined): kind is BlockKind {
  return kind !== undefined && (kind === "file" || kind in languages);
}
