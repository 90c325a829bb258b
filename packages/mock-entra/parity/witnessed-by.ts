import type { ParityRow } from "./parity-row.ts";

/** A row that is shown by a test of one file. `ours` defaults to "same". */
interface RowOfFile extends Omit<ParityRow, "witness" | "ours"> {
  test: string;
  ours?: string;
}

export function witnessedBy(file: string, rows: readonly RowOfFile[]): ParityRow[] {
  return rows.map(({ test, ours = "same", ...row }) => ({ ...row, ours, witness: { file, test } }));
}
