import { writeFileSync } from "node:fs";
import { renderTroubleshootingPage } from "./render-troubleshooting-page.ts";

/** Writes docs/troubleshooting.md from the explanations. */
writeFileSync(new URL("../../../docs/troubleshooting.md", import.meta.url), renderTroubleshootingPage());
