import { AuthError, ClientAuthErrorCodes, InteractionRequiredAuthError } from "@azure/msal-node";
import { AuthenticationError } from "../errors/errors.ts";
import { throughProxy } from "../errors/through-proxy.ts";

/** “Too many of the same request”: a storm of ours, and no verdict on the user. */
const requestLoop = 50196;

/**
 * What MSAL threw, in our family of errors. MSAL's own messages can carry request details, so only the AADSTS number
 * and Entra's first sentence are taken over.
 *
 * @param authorityHost where Entra is; where it cannot be reached, the message then names the proxy on the way.
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
  // MSAL counts only some refusals as "interaction required"; a revoked refresh token comes as a plain invalid_grant.
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

/** Entra puts “Trace ID: … Correlation ID: … Timestamp: …” behind what it has to say. */
function firstSentence(error: AuthError): string {
  const said = /AADSTS\d+: .*?(?=\s*Trace ID:|$)/s.exec(error.errorMessage)?.[0].trim();
  return said ?? `${error.errorCode}.`;
}
