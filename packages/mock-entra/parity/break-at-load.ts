import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { type Break, breakSource } from "./break-source.ts";

/**
 * Preloaded into the processes that a witness starts (`NODE_OPTIONS=--import`): there the sources are loaded by Node, not
 * by vitest. `MOCK_ENTRA_BREAK` says what to change.
 */
const setting = process.env["MOCK_ENTRA_BREAK"];

if (setting !== undefined) {
  const change: Break = JSON.parse(setting);
  const broken = new URL(`../src/${change.file}`, import.meta.url).href;
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context);
      if (url !== broken) return loaded;
      return { ...loaded, source: breakSource(readFileSync(new URL(url), "utf8"), change) };
    },
  });
}
