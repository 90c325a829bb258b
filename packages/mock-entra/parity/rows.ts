import { credentialsRows } from "./credentials.ts";
import { discoveryRows } from "./discovery.ts";
import { errorRows } from "./errors.ts";
import type { ParityRow } from "./parity-row.ts";
import { tokensRows } from "./tokens.ts";

/** A chapter of the parity page. */
export type ParityArea = { title: string; rows: readonly ParityRow[] };

export const parityAreas: readonly ParityArea[] = [
  { title: "Discovery and keys", rows: discoveryRows },
  { title: "Applications and their credentials", rows: credentialsRows },
  { title: "Tokens", rows: tokensRows },
  { title: "Errors", rows: errorRows },
];

export const parityRows: readonly ParityRow[] = parityAreas.flatMap(({ rows }) => rows);
