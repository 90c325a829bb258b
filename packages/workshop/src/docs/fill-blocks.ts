/**
 * What may stand in `<!-- code: … -->`: a file from the root of the repository, and the name of a declaration in it;
 * in `<!-- example: … -->`: a file and the name of a region in it; in `<!-- file: … -->`: a file, which is shown as a whole.
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
 * A page with each generated block filled anew: the fenced block that follows a marker comment belongs to the marker.
 *
 * @throws Error naming the marker, when no fence follows it.
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
