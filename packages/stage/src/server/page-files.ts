import { readdirSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { silenceStripWarning } from "@mcp-entra/workshop/weakening";

/** The files as a browser gets them. The types are stripped here. There is no other build step. */
export interface PageFiles {
  /** Addresses and JavaScript, of the page's modules and of its library. */
  scripts: ReadonlyMap<string, string>;
  stylesheet: string;
  /** With placeholders for the head and for a recording. */
  template: string;
}

export const pageFolder = join(import.meta.dirname, "../page");

/** Names that the page's modules import, and their addresses. */
export const importMap: Readonly<Record<string, string>> = { "lit-html": "/lib/lit-html.js" };
export const entryScript = "/page/main.ts";

export function readPageFiles(): PageFiles {
  silenceStripWarning();
  const scripts = new Map<string, string>();
  for (const name of readdirSync(pageFolder).filter((each) => each.endsWith(".ts")))
    scripts.set(`/page/${name}`, stripTypeScriptTypes(readFileSync(join(pageFolder, name), "utf8")));
  scripts.set("/lib/lit-html.js", readFileSync(litHtml(), "utf8"));
  return {
    scripts,
    stylesheet: readFileSync(join(pageFolder, "stage.css"), "utf8"),
    template: readFileSync(join(pageFolder, "index.html"), "utf8"),
  };
}

/** Node resolves the library to its build for servers. The build for browsers is in the folder above. */
function litHtml(): string {
  return fileURLToPath(new URL("../lit-html.js", import.meta.resolve("lit-html")));
}
