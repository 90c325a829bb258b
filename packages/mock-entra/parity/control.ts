import { directoryFileRows } from "./control-rows/directory-file-rows.ts";
import { faultRows } from "./control-rows/fault-rows.ts";
import { forgeRows } from "./control-rows/forge-rows.ts";
import { safetyRows } from "./control-rows/safety-rows.ts";
import { servingRows } from "./control-rows/serving-rows.ts";
import type { ParityRow } from "./parity-row.ts";

/** Faults, forged tokens, the directory's file, and the protection of the mock. */
export const controlRows: ParityRow[] = [
  ...faultRows,
  ...forgeRows,
  ...directoryFileRows,
  ...safetyRows,
  ...servingRows,
];
