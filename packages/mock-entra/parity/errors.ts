import { applicationErrorRows } from "./error-rows/application-error-rows.ts";
import { certificateErrorRows } from "./error-rows/certificate-error-rows.ts";
import { federationErrorRows } from "./error-rows/federation-error-rows.ts";
import { grantErrorRows } from "./error-rows/grant-error-rows.ts";
import { permissionErrorRows } from "./error-rows/permission-error-rows.ts";
import { requestErrorRows } from "./error-rows/request-error-rows.ts";
import { signInErrorRows } from "./error-rows/sign-in-error-rows.ts";
import type { ParityRow } from "./parity-row.ts";

/** Each AADSTS code, reached by doing the wrong thing that causes it. */
export const errorRows: ParityRow[] = [
  ...requestErrorRows,
  ...applicationErrorRows,
  ...certificateErrorRows,
  ...federationErrorRows,
  ...permissionErrorRows,
  ...signInErrorRows,
  ...grantErrorRows,
];
