import { apiConsentRows } from "./interactive-rows/api-consent-rows.ts";
import { authorizeRows } from "./interactive-rows/authorize-rows.ts";
import { conditionalAccessRows } from "./interactive-rows/conditional-access-rows.ts";
import { consentRows } from "./interactive-rows/consent-rows.ts";
import { mcpRows } from "./interactive-rows/mcp-rows.ts";
import { pageRows } from "./interactive-rows/page-rows.ts";
import { scopeRows } from "./interactive-rows/scope-rows.ts";
import { signOutRows } from "./interactive-rows/sign-out-rows.ts";
import type { ParityRow } from "./parity-row.ts";

/** The pages and decisions of a person, and the answers to the application. */
export const interactiveRows: ParityRow[] = [
  ...authorizeRows,
  ...pageRows,
  ...consentRows,
  ...scopeRows,
  ...conditionalAccessRows,
  ...signOutRows,
  ...mcpRows,
  ...apiConsentRows,
];
