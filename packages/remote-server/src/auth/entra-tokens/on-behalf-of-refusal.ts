import { AuthenticationError, ConfigurationError } from "@mcp-entra/auth-core";

/** AADSTS65001: the user, or an administrator, has not consented to this server's permissions at Graph. */
const consentMissing = 65001;
/** AADSTS7000114: no user is signed in, so there is no user to act for. */
const noUser = 7000114;
/** AADSTS500131 (audience) and 50013 (signature): we have just checked both with this configuration. */
const ours = new Set([500131, 50013]);

/**
 * What Entra's refusal of an on-behalf-of request means for the caller, by its number: MSAL's error classes
 * do not say enough.
 *
 * - The user has to sign in again, with the claims that Entra demands: the error stays `sign_in_required`.
 * - Only an administrator can help: an error of the tool. After a 403, the client would ask for scopes that
 *   it has, again and again.
 * - Our configuration is wrong: the client can do nothing, and the log gets a line.
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
      `This server has accepted the token, but Entra does not accept it as a token for this server (AADSTS${entraCode}). Expected AZURE_CLIENT_ID, its credential and AZURE_AUTHORITY_HOST to belong to one registration.`,
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
