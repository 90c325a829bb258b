import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { exchangesOf, recordDemo } from "../docs/record-scenarios.ts";
import { readSourcesWithExamples } from "../docs/examples.ts";
import { freshText, readPages, root } from "../docs/pages.ts";

const command = new Command("write-docs")
  .description(
    "Takes the code that the pages show from the sources again, the examples in comments from the files in examples/, and the diagrams from a run of the demo.",
  )
  .addHelpText("after", "\nA test compares: pages whose code is out of date fail “pnpm test”.");

command.parse();
mkdirSync(join(root, "docs/diagrams"), { recursive: true });
for (const [name, diagram] of Object.entries((await recordDemo()).diagrams)) {
  const file = join(root, `docs/diagrams/${name}-server.mmd`);
  const drawn = existsSync(file) ? readFileSync(file, "utf8") : "";
  // Another order alone is no change of the page.
  if (String(exchangesOf(drawn)) !== String(exchangesOf(diagram))) writeFileSync(file, `${diagram}\n`);
}
const pages = readPages().map((page) => ({ path: page.path, text: page.text, fresh: freshText(page) }));
for (const { path, text, fresh } of [...pages, ...readSourcesWithExamples()]) {
  if (text === fresh) continue;
  writeFileSync(join(root, path), fresh);
  process.stdout.write(`${path}\n`);
}
