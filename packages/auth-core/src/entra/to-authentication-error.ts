import { AuthError, ClientAuthErrorCodes, InteractionRequiredAuthError } from "@azure/msal-node";
import { AuthenticationError } from "../errors/errors.ts";
import { throughProxy } from "../errors/through-proxy.ts";

/** “Too many of the same request”: our own mistake. It says nothing about the user. */
const requestLoop = 50196;

/**
 * MSAL's error as one of our errors. MSAL's own messages can contain details of the request, so we use only
 * the AADSTS number and Entra's first sentence.
 *
 * @param authorityHost the address of Entra. If it cannot be reached, the message names the proxy, too.
 *
 * @example
 * ```ts
 * const madeUp = { code: "made up", scopes: [], redirectUri: "https://localhost" };
 * const error = await client
 *   .acquireTokenByCode(madeUp)
 *   .catch((thrown: unknown) => toAuthenticationError(thrown));
 * expect(error).toMatchObject({ code: "sign_in_required", entraCode: 9002313 });
 * ```
 */
export function toAuthenticationError(error: unknown, authorityHost?: string): AuthenticationError {
  if (error instanceof AuthenticationError) return error;
  if (!(error instanceof AuthError)) {
    return new AuthenticationError("sign_in_failed", "The sign-in could not be completed.", { cause: error });
  }
  if (error.errorCode === ClientAuthErrorCodes.networkError) {
    const proxy = authorityHost === undefined ? "" : throughProxy(authorityHost);
    return new AuthenticationError(
      "sign_in_failed",
      `Entra could not be reached${proxy}. Check the network and AZURE_AUTHORITY_HOST, then try again.`,
      { cause: error },
    );
  }
  const entraCode = entraCodeIn(error.errorMessage);
  const sentence = firstSentence(error);
  // MSAL treats only some refusals as "interaction required". A revoked refresh token is only an
  // invalid_grant.
  const isOver = error instanceof InteractionRequiredAuthError || error.errorCode === "invalid_grant";
  if (isOver && entraCode !== requestLoop) {
    return new AuthenticationError("sign_in_required", `Entra asks for a new sign-in: ${sentence}`, {
      cause: error,
      entraCode,
      claims: claimsOf(error),
    });
  }
  const verdict =
    entraCode === undefined ? "Entra could not complete the sign-in" : "Entra refused the sign-in";
  return new AuthenticationError("sign_in_failed", `${verdict}: ${sentence}`, {
    cause: error,
    entraCode,
  });
}

/**
 * The number in “AADSTS50126: …”, if there is one.
 *
 * @example
 * ```ts
 * expect(entraCodeIn("AADSTS50011: The redirect URI does not match.")).toBe(50011);
 * ```
 */
export function entraCodeIn(description: string): number | undefined {
  const digits = /\bAADSTS(\d{1,9})\b/.exec(description)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function claimsOf(error: AuthError): string | undefined {
  return error instanceof InteractionRequiredAuthError && error.claims !== "" ? error.claims : undefined;
}

/** Entra adds “Trace ID: … Correlation ID: … Timestamp: …” at the end of its message. */
function firstSentence(error: AuthError): string {
  const said = /AADSTS\d+: .*?(?=\s*Trace ID:|$)/s.exec(error.errorMessage)?.[0].trim();
  return said ?? `${error.errorCode}.`;
}
