import type { ParityRow } from "../parity-row.ts";

/** Microsoft's own list of AADSTS codes. */
export const codeReference = "https://learn.microsoft.com/entra/identity-platform/reference-error-codes";

interface ErrorRow {
  code: number;
  /** The mistake. */
  when: string;
  /** How the person or program gets the refusal. */
  answer: string;
  source: string;
  ours?: string;
  /** The case in test/error-table/ with `when` as its title. Another test if that test checks more than the refusal. */
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
