import type { ParityRow } from "../parity-row.ts";

/** Microsoft's own list of AADSTS codes. */
export const codeReference = "https://learn.microsoft.com/entra/identity-platform/reference-error-codes";

type ErrorRow = {
  code: number;
  /** What is done wrong: the title of its case in test/error-table/. */
  when: string;
  /** How the refusal reaches whoever has to read it. */
  answer: string;
  source: string;
  ours?: string;
  breakIt: ParityRow["breakIt"];
};

/** A row about one way to provoke one AADSTS code, witnessed by the error table. */
export const errorRow = ({ code, when, answer, source, ours = "same", breakIt }: ErrorRow): ParityRow => ({
  id: ["aadsts", code, ...(when.toLowerCase().match(/[a-z\d]+/gu) ?? [])].join("-"),
  feature: `AADSTS${code}`,
  entra: `${answer} when ${when}.`,
  source,
  ours,
  witness: { file: "test/error-table.test.ts", test: `AADSTS${code}: ${when}` },
  breakIt,
});
