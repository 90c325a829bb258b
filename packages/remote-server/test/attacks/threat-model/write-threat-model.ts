import { writeFileSync } from "node:fs";
import { renderThreatModel } from "./render-threat-model.ts";

/** Writes docs/threat-model.md from the attacks and from the comments in the sources. */
writeFileSync(new URL("../../../../../docs/threat-model.md", import.meta.url), renderThreatModel());
