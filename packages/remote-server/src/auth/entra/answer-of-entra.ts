import type { AuthenticationResult } from "@azure/msal-node";
import {
  AuthenticationError,
  ConfigurationError,
  StoreError,
  toAuthenticationError,
} from "@mcp-entra/auth-core";

/** MSAL itself would wait for ever. */
const entraSeconds = 15;

/** MSAL's answer, within bounds. @throws AuthenticationError; StoreError or ConfigurationError when the token store or our credential failed beneath MSAL. */
export async function answerOfEntra(
  pending: Promise<AuthenticationResult | null>,
  authorityHost: string,
): Promise<AuthenticationResult> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new AuthenticationError("sign_in_failed", "Entra did not answer in time. Try again later.")),
    entraSeconds * 1_000,
  );
  try {
    const result = await Promise.race([pending, tooLate]);
    if (result === null) throw signInRequired();
    return result;
  } catch (error) {
    // MSAL calls our token store and our credential. If one of them has failed, Entra has not refused anything.
    const isOurs = error instanceof StoreError || error instanceof ConfigurationError;
    throw isOurs ? error : toAuthenticationError(error, authorityHost);
  } finally {
    clearTimeout(timer);
  }
}

export function signInRequired(): AuthenticationError {
  return new AuthenticationError(
    "sign_in_required",
    "There is no sign-in behind this session any more. Sign in again.",
  );
}
