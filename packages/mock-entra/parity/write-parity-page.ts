import { writeFileSync } from "node:fs";
import { renderParityPage } from "./render-parity-page.ts";
import { parityAreas } from "./rows.ts";

/** Writes docs/mock-entra-parity.md from the rows. */
const page = new URL("../../../docs/mock-entra-parity.md", import.meta.url);

writeFileSync(page, renderParityPage(parityAreas));
