import type { ParityRow } from "../parity-row.ts";

/** Microsoft's own list of AADSTS codes. */
export const codeReference = "https://learn.microsoft.com/entra/identity-platform/reference-error-codes";

interface ErrorRow {
  code: number;
  /** What is done wrong. */
  when: string;
  /** How the refusal reaches the person or program that has to read it. */
  answer: string;
  source: string;
  ours?: string;
  /** The case of test/error-table/ that has `when` for a title, unless a test about more than the refusal gets there. */
  witness?: ParityRow["witness"];
  breakIt: ParityRow["breakIt"];
}

/** A row about one way to provoke one AADSTS code. */
export function errorRow(row: ErrorRow): ParityRow {
  const { code, when, answer, source, ours = "same", witness, breakIt } = row;
  return {
    id: ["aadsts", code, ...(when.toLowerCase().match(/[a-z\d]+/gu) ?? [])].join("-"),
    feature: `AADSTS${code}`,
    entra: `${answer} when ${when}.`,
    source,
    ours,
    witness: witness ?? { file: "test/error-table.test.ts", test: `AADSTS${code}: ${when}` },
    breakIt,
  };
}
