import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { freshText, readPages, root } from "../docs/pages.ts";

const command = new Command("write-docs")
  .description("Takes the code that the pages show from the sources again.")
  .addHelpText("after", "\nA test compares: pages whose code is out of date fail “pnpm test”.");

command.parse();
for (const page of readPages()) {
  const text = freshText(page);
  if (text === page.text) continue;
  writeFileSync(join(root, page.path), text);
  process.stdout.write(`${page.path}\n`);
}
