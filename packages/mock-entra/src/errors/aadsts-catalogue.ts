import { applicationErrors } from "./application-errors.ts";
import { credentialErrors } from "./credential-errors.ts";
import { grantErrors } from "./grant-errors.ts";
import { permissionErrors } from "./permission-errors.ts";
import { requestErrors } from "./request-errors.ts";
import { signInErrors } from "./sign-in-errors.ts";

/**
 * Every AADSTS error that the mock can return: its number, its OAuth error and status, and its message.
 * @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
export const aadsts = {
  ...requestErrors,
  ...applicationErrors,
  ...credentialErrors,
  ...permissionErrors,
  ...signInErrors,
  ...grantErrors,
} as const;
