import type { AuthenticationResult } from "@azure/msal-node";
import {
  AuthenticationError,
  ConfigurationError,
  StoreError,
  toAuthenticationError,
} from "@mcp-entra/auth-core";

/** MSAL itself has no time limit. */
const entraSeconds = 15;

/**
 * MSAL's answer, with a time limit. @throws AuthenticationError; StoreError or ConfigurationError if the
 * token store or our credential failed.
 */
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
    // MSAL calls our token store and our credential. If one of them has failed, this is not a refusal of
    // Entra.
    const isOurs = error instanceof StoreError || error instanceof ConfigurationError;
    throw isOurs ? error : toAuthenticationError(error, authorityHost);
  } finally {
    clearTimeout(timer);
  }
}

export function signInRequired(): AuthenticationError {
  return new AuthenticationError(
    "sign_in_required",
    "The sign-in of this session does not exist any more. Sign in again.",
  );
}
