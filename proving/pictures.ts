import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { hashOfPage, picturesFolder } from "../packages/workshop/pictures/pictured-page.ts";
import { readPicturedPages } from "../packages/workshop/pictures/pictured-pages.ts";
import { launchBrowser } from "./src/support/browser.ts";
import { findChromium } from "./src/support/find-chromium.ts";

/** `pnpm pictures`: takes the pictures in docs/pictures again, and writes a hash of each page beside its picture. */
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
    // An animation shows the buttons of the consent page after half a second. The picture is taken at its end.
    const path = join(picturesFolder, `${pictured.name}.png`);
    await page.screenshot({ path, fullPage: true, animations: "disabled" });
    writeFileSync(join(picturesFolder, `${pictured.name}.sha256`), `${hashOfPage(pictured)}\n`);
    process.stdout.write(`docs/pictures/${pictured.name}.png\n`);
  }
} finally {
  await close();
}
