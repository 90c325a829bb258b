import type { ParityRow } from "./parity-row.ts";

/** A row whose witness is a test of one file; `ours` is "same" when left out. */
interface RowOfFile extends Omit<ParityRow, "witness" | "ours"> {
  test: string;
  ours?: string;
}

export function witnessedBy(file: string, rows: readonly RowOfFile[]): ParityRow[] {
  return rows.map(({ test, ours = "same", ...row }) => ({ ...row, ours, witness: { file, test } }));
}
