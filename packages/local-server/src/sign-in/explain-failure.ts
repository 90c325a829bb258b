import { AuthError, AuthErrorCodes } from "@azure/msal-node";
import { AuthenticationError, toAuthenticationError } from "@mcp-entra/auth-core";
import { BrowserUnavailableError } from "./prompt.ts";

const callAgain = "Call the tool again to start over.";
const allowPublicClients =
  "Set “Allow public client flows” to Yes under Authentication of the app registration, and do not give this server a secret.";

/** What a person can do about Entra's refusals, by AADSTS number. */
const advice: Record<number, string> = {
  50105: "Ask your administrator to assign you to the application.",
  65001: "Ask your administrator to consent to User.Read for the application.",
  700016: "Check AZURE_CLIENT_ID and AZURE_TENANT_ID.",
  7000218: allowPublicClients,
};

/** What OAuth's and MSAL's own codes mean here (RFC 6749 §4.1.2.1 and §5.2, RFC 8628 §3.5). */
const outcomes: Record<string, string> = {
  access_denied: `The sign-in was cancelled on the sign-in page. ${callAgain}`,
  authorization_declined: `The sign-in was declined on the device code page. ${callAgain}`,
  device_code_expired: `The device code expired before it was used. ${callAgain}`,
  expired_token: `The device code expired before it was used. ${callAgain}`,
  invalid_client: `Entra does not let this application sign users in without a secret. ${allowPublicClients}`,
};

/** What failed, in a sentence that says what to do next. Never holds a code or a token. */
export function explainFailure(error: unknown): AuthenticationError {
  if (error instanceof AuthenticationError) return error;
  if (error instanceof BrowserUnavailableError) {
    return new AuthenticationError(
      "sign_in_failed",
      "No browser could be opened on this machine. Start the server with --sign-in auto or --sign-in device-code.",
      { cause: error },
    );
  }
  const { message, entraCode } = toAuthenticationError(error);
  const advised = [message, advice[entraCode ?? 0]].filter(Boolean).join(" ");
  const outcome = outcomes[oauthErrorOf(error) ?? ""];
  return new AuthenticationError("sign_in_failed", outcome ?? advised, { cause: error, entraCode });
}

/** While MSAL polls for a device code, it keeps of Entra's answer only `error`, and that as its message. */
function oauthErrorOf(error: unknown): string | undefined {
  if (!(error instanceof AuthError)) return undefined;
  return error.errorCode === AuthErrorCodes.postRequestFailed ? error.errorMessage : error.errorCode;
}
