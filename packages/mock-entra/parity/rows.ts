import { controlRows } from "./control.ts";
import { credentialsRows } from "./credentials.ts";
import { discoveryRows } from "./discovery.ts";
import { errorRows } from "./errors.ts";
import { graphRows } from "./graph.ts";
import { interactiveRows } from "./interactive.ts";
import type { ParityRow } from "./parity-row.ts";
import { portalRows } from "./portal.ts";
import { tokensRows } from "./tokens.ts";

/** A chapter of the parity page. */
export interface ParityArea {
  title: string;
  rows: readonly ParityRow[];
}

export const parityAreas: readonly ParityArea[] = [
  { title: "Discovery and keys", rows: discoveryRows },
  { title: "Signing in, consent and conditional access", rows: interactiveRows },
  { title: "Applications and their credentials", rows: credentialsRows },
  { title: "Grants and tokens", rows: tokensRows },
  { title: "Errors", rows: errorRows },
  { title: "Microsoft Graph", rows: graphRows },
  { title: "The portal and the explanations", rows: portalRows },
  { title: "Faults, forged tokens and safety", rows: controlRows },
];

export const parityRows: readonly ParityRow[] = parityAreas.flatMap(({ rows }) => rows);
