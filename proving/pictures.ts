import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import {
  hashOfPage,
  picturesFolder,
  readPicturedPages,
} from "../packages/mock-entra/pictures/pictured-pages.ts";
import { launchBrowser } from "./src/support/browser.ts";
import { findChromium } from "./src/support/find-chromium.ts";

/** `pnpm pictures`: the pictures of the mock's pages in docs/pictures, and beside each the hash of what it shows. */
const chromiumPath = findChromium();
if (chromiumPath === undefined) {
  process.stderr.write(
    "There is no Chromium. Install one (Debian: apt install chromium), or name it in CHROMIUM_PATH.\n",
  );
  process.exit(1);
}
mkdirSync(picturesFolder, { recursive: true });
const { browser, close } = await launchBrowser(chromiumPath);
try {
  const page = await browser.newPage({ viewport: { width: 900, height: 620 }, colorScheme: "light" });
  for (const pictured of await readPicturedPages()) {
    await page.setContent(pictured.html);
    await page.screenshot({ path: join(picturesFolder, `${pictured.name}.png`) });
    writeFileSync(join(picturesFolder, `${pictured.name}.sha256`), `${hashOfPage(pictured)}\n`);
    process.stdout.write(`docs/pictures/${pictured.name}.png\n`);
  }
} finally {
  await close();
}
