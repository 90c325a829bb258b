import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withoutExample } from "./example-in-comment.ts";
import { examplesIn } from "./examples-in.ts";
import { declarationIn } from "./declaration-in.ts";
import { fillBlocks, type ResolveBlock } from "./fill-blocks.ts";
import { withReadingTime } from "./reading-time.ts";

/** The root of the repository. */
export const root = fileURLToPath(new URL("../../../../", import.meta.url));

/** A Markdown file of the project. */
export interface Page {
  /** From the root, with forward slashes. */
  path: string;
  text: string;
}

/** Every Markdown file of the project, in a stable order. */
export function readPages(): Page[] {
  const exclude = ["**/node_modules/**", "**/{work,draft,reports}/**"];
  return globSync(["*.md", "docs/**/*.md", "packages/*/*.md", "exercises/**/*.md"], { cwd: root, exclude })
    .map((path) => path.replaceAll("\\", "/"))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

/**
 * The page with the present code from the sources, the sequence diagrams of the last recorded run, and its
 * reading time.
 */
export function freshText(page: Page): string {
  try {
    return withReadingTime(fillBlocks(page.text, resolveBlock));
  } catch (error) {
    throw new Error(`${page.path}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

const resolveBlock: ResolveBlock = (kind, what) => {
  if (kind === "diagram") return readFileSync(join(root, "docs/diagrams", `${what}.mmd`), "utf8").trimEnd();
  const [file = "", name = ""] = what.split(" ");
  const source = readFileSync(join(root, file), "utf8");
  if (kind === "file") return source.trimEnd();
  if (kind === "code") return withoutExample(declarationIn(source, name));
  const [, example] = examplesIn(source).find(([region]) => region === name) ?? [];
  if (example === undefined) throw new Error(`Expected “// #region ${name}” in ${file}.`);
  return example;
};
