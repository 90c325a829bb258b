import { createHash } from "node:crypto";
import { posix } from "node:path";
import type { Recording } from "@mcp-entra/workshop/recording";
import { entryScript, importMap, type PageFiles } from "./page-files.ts";

/** The stage as one file that contains the recording. It is the same page, and it needs no network and no server. */
export function exportHtml({ scripts, stylesheet, template }: PageFiles, recording: Recording): string {
  const map = JSON.stringify({ imports: dataAddresses(scripts) });
  const start = `import "${nameOf(entryScript)}";`;
  const policy = [
    "default-src 'none'",
    `script-src data: ${hashOf(map)} ${hashOf(start)}`,
    `style-src ${hashOf(stylesheet)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types lit-html",
  ].join("; ");
  const head = `<meta http-equiv="Content-Security-Policy" content="${policy}" />
    <style>${stylesheet}</style>
    <script type="importmap">${map}</script>
    <script type="module">${start}</script>`;
  return template
    .replace("<!--head-->", () => head)
    .replace(
      "<!--recording-->",
      () => `<script type="application/json" id="recording">${inScript(recording)}</script>`,
    );
}

/** Without “<”, no text in the recording can end the script element. */
function inScript(recording: Recording): string {
  return JSON.stringify(recording).replaceAll("<", "\\u003c");
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/** The name of a module in the exported page, where modules have no address. */
function nameOf(address: string): string {
  return `stage${address}`;
}

function dataAddresses(scripts: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries(
    [...scripts].map(([address, script]) => {
      const text = Buffer.from(withNames(script, address)).toString("base64");
      return [nameOf(address), `data:text/javascript;base64,${text}`];
    }),
  );
}

/** A module at a `data:` address cannot import “./other.ts”, so each import is given the name in the map. */
function withNames(script: string, address: string): string {
  return script.replaceAll(
    /(\bfrom\s*|\bimport\s*)"([^"\n]+)"/g,
    (_whole, keyword: string, specifier: string) => {
      const target = importMap[specifier] ?? posix.join(posix.dirname(address), specifier);
      return `${keyword}"${nameOf(target)}"`;
    },
  );
}

/** The recording in an exported page, as text. @returns undefined if it is another page. */
export function recordingInHtml(html: string): string | undefined {
  return /<script type="application\/json" id="recording">([^<]*)<\/script>/.exec(html)?.[1];
}
