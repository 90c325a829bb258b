import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { recordDemo } from "../docs/record-scenarios.ts";
import { freshText, readPages, root } from "../docs/pages.ts";

const command = new Command("write-docs")
  .description(
    "Takes the code that the pages show from the sources again, and the diagrams from a run of the demo.",
  )
  .addHelpText("after", "\nA test compares: pages whose code is out of date fail “pnpm test”.");

command.parse();
mkdirSync(join(root, "docs/diagrams"), { recursive: true });
for (const [name, diagram] of Object.entries((await recordDemo()).diagrams)) {
  writeFileSync(join(root, `docs/diagrams/${name}-server.mmd`), `${diagram}\n`);
}
for (const page of readPages()) {
  const text = freshText(page);
  if (text === page.text) continue;
  writeFileSync(join(root, page.path), text);
  process.stdout.write(`${page.path}\n`);
}
