import { AuthenticationError, ConfigurationError } from "@mcp-entra/auth-core";

/** AADSTS65001: the user, or an administrator, has not consented to what this server wants from Graph. */
const consentMissing = 65001;
/** AADSTS7000114: no user is signed in, so there is no user to act for. */
const noUser = 7000114;
/** AADSTS500131 (audience) and 50013 (signature): we have just checked both, against this very configuration. */
const ours = new Set([500131, 50013]);

/**
 * What Entra's refusal of an on-behalf-of request means to who has called, by its number: MSAL's own classes tell too little.
 *
 * - Sign in again, with the claims that Entra demands: it stays what it is (`sign_in_required`).
 * - Only an administrator can help: an error of the tool. A 403 would make the client ask for scopes that it has, in a circle.
 * - Our configuration is wrong: nothing that a client could do, and a line in the log.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow#error-response-example
 */
export function onBehalfOfRefusal(error: Error): Error {
  if (!(error instanceof AuthenticationError)) return error;
  const { entraCode, claims } = error;
  if (entraCode === consentMissing) {
    const message =
      "There is no consent to what this server needs from Microsoft Graph (AADSTS65001). Ask your administrator for one of these: admin consent for this server's application; the client's id in its knownClientApplications, so that users consent to both at once; or the client preauthorized there. A new sign-in alone changes nothing.";
    return new AuthenticationError("sign_in_failed", message, { cause: error, entraCode, claims });
  }
  if (entraCode === noUser) return noUserSignedIn(error);
  if (entraCode !== undefined && ours.has(entraCode)) {
    return new ConfigurationError(
      `Entra takes the token that this server has accepted for no token of this server (AADSTS${entraCode}). Expected AZURE_CLIENT_ID, its credential and AZURE_AUTHORITY_HOST to belong to one registration.`,
    );
  }
  return error;
}

/** For a program that calls with its own token. */
export function noUserSignedIn(cause?: Error): AuthenticationError {
  const message =
    "This tool acts for a signed-in user, and the token is an application's own. Call it with a user's token.";
  return new AuthenticationError("sign_in_failed", message, { cause });
}
