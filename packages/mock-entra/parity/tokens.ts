import type { ParityRow } from "./parity-row.ts";
import { answerAndRequestRows } from "./token-rows/answer-rows.ts";
import { claimsRows } from "./token-rows/claims-rows.ts";
import { codeAndDeviceRows } from "./token-rows/code-rows.ts";
import { crossOriginRows } from "./token-rows/cross-origin-rows.ts";
import { keyRows } from "./token-rows/key-rows.ts";
import { onBehalfOfRows } from "./token-rows/on-behalf-of-rows.ts";
import { optionalClaimsRows } from "./token-rows/optional-claims-rows.ts";
import { refreshRows } from "./token-rows/refresh-rows.ts";
import { multitenantRows } from "./token-rows/multitenant-rows.ts";
import { acrossTenantsRows } from "./token-rows/across-tenants-rows.ts";
import { furtherTenantRows } from "./token-rows/further-tenant-rows.ts";
import { secondTenantRows } from "./token-rows/second-tenant-rows.ts";

/** Grants for users, their answers, and the tokens in them. */
export const tokensRows: ParityRow[] = [
  ...codeAndDeviceRows,
  ...refreshRows,
  ...onBehalfOfRows,
  ...answerAndRequestRows,
  ...crossOriginRows,
  ...claimsRows,
  ...optionalClaimsRows,
  ...keyRows,
  ...secondTenantRows,
  ...furtherTenantRows,
  ...acrossTenantsRows,
  ...multitenantRows,
];
