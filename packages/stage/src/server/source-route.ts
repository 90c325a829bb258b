import { readFile, realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import type { RequestHandler } from "express";

const root = join(import.meta.dirname, "../../../..");

/** Only pages of the lesson and sources, which hops link to. A `.env` file or a store must not be shown. */
const shown = /^(?:docs\/[\w/-]+\.md|(?:packages|exercises)\/[\w/-]+\.ts|exercises\/[\w/-]+\.md)$/;

/** Shows a file of this repository with numbered lines, for the links of a hop. */
export function sourceRoute(): RequestHandler<{ path: string[] }> {
  return async (request, response) => {
    const path = request.params.path.join("/");
    const text = shown.test(path) ? await read(path) : undefined;
    if (text === undefined) {
      response.status(404).type("text/plain").send("The stage shows pages of the lesson and sources only.");
      return;
    }
    response.type("html").send(numberedPage(path, text));
  };
}

/** A symbolic link in the repository may point to a file outside of it. */
async function read(path: string): Promise<string | undefined> {
  try {
    const real = await realpath(join(root, path));
    return real.startsWith((await realpath(root)) + sep) ? await readFile(real, "utf8") : undefined;
  } catch {
    return undefined;
  }
}

function numberedPage(path: string, text: string): string {
  const lines = text
    .split("\n")
    .map((line, index) => `<li id="L${index + 1}"><code>${escapeHtml(line)}</code></li>`);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(path)}</title><link rel="stylesheet" href="/page/file.css"></head>
<body><main><h1>${escapeHtml(path)}</h1><ol>${lines.join("\n")}</ol></main></body></html>`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
