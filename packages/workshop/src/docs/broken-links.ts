import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import GithubSlugger from "github-slugger";
import { fromMarkdown } from "mdast-util-from-markdown";
import { toString as textOf } from "mdast-util-to-string";
import { type Page, root } from "./pages.ts";

interface Node {
  type: string;
  url?: string;
  children?: Node[];
}

/**
 * Broken links between pages and into the sources. Addresses on the web are not checked: tests have no
 * network.
 */
export function brokenLinks(pages: readonly Page[]): string[] {
  const parsed = pages.map((page) => ({ page, nodes: nodesOf(page) }));
  const anchors = new Map(parsed.map(({ page, nodes }) => [page.path, anchorsOf(nodes)]));
  return parsed.flatMap(({ page, nodes }) =>
    linksOf(nodes)
      .filter((url) => !/^[a-z]+:/i.test(url) && !leadsSomewhere(page, url, anchors))
      .map((url) => `${page.path} → ${url}`),
  );
}

function leadsSomewhere(page: Page, url: string, anchors: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const [file = "", anchor] = url.split("#");
  const target = file === "" ? page.path : posix.join(posix.dirname(page.path), decodeURI(file));
  if (anchor !== undefined) return anchors.get(target)?.has(anchor) ?? false;
  return existsSync(join(root, target));
}

function anchorsOf(nodes: readonly Node[]): ReadonlySet<string> {
  const slugger = new GithubSlugger();
  const headings = nodes.filter(({ type }) => type === "heading");
  return new Set(headings.map((heading) => slugger.slug(textOf(heading))));
}

function linksOf(nodes: readonly Node[]): string[] {
  return nodes.flatMap(({ type, url }) =>
    url !== undefined && (type === "link" || type === "image" || type === "definition") ? [url] : [],
  );
}

function nodesOf(page: Page): Node[] {
  const all: Node[] = [fromMarkdown(page.text)];
  for (const node of all) all.push(...(node.children ?? []));
  return all;
}
