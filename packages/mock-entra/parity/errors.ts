import { applicationErrorRows } from "./error-rows/application-error-rows.ts";
import { grantErrorRows } from "./error-rows/grant-error-rows.ts";
import { onBehalfOfErrorRows } from "./error-rows/on-behalf-of-error-rows.ts";
import { permissionErrorRows } from "./error-rows/permission-error-rows.ts";
import { refusalRows } from "./error-rows/refusal-rows.ts";
import { requestErrorRows } from "./error-rows/request-error-rows.ts";
import { signInErrorRows } from "./error-rows/sign-in-error-rows.ts";
import type { ParityRow } from "./parity-row.ts";

/** AADSTS codes. Each is caused by a real mistake. Errors of client assertions are in the chapter about credentials. */
export const errorRows: ParityRow[] = [
  ...refusalRows,
  ...requestErrorRows,
  ...applicationErrorRows,
  ...permissionErrorRows,
  ...signInErrorRows,
  ...grantErrorRows,
  ...onBehalfOfErrorRows,
];
