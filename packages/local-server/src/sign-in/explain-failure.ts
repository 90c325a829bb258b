import { AuthError } from "@azure/msal-node";
import { AuthenticationError, toAuthenticationError } from "@mcp-entra/auth-core";
import { BrowserUnavailableError } from "./prompt.ts";

const callAgain = "Call the tool again to start over.";

/** What a person can do about Entra's refusals, by AADSTS number. */
const advice: Record<number, string> = {
  50105: "Ask your administrator to assign you to the application.",
  65001: "Ask your administrator to consent to User.Read for the application.",
  65004: callAgain,
  70018: callAgain,
  70020: callAgain,
  700016: "Check AZURE_CLIENT_ID and AZURE_TENANT_ID.",
  7000218:
    "Set “Allow public client flows” to Yes under Authentication of the app registration, and do not give this server a secret.",
};

/** MSAL's and OAuth's words for a person who said no, or who took too long (RFC 6749 §4.1.2.1, RFC 8628 §3.5). */
const outcomes: Record<string, string> = {
  access_denied: "The sign-in was cancelled on the sign-in page.",
  authorization_declined: "The sign-in was declined on the device code page.",
  device_code_expired: "The device code expired before it was used.",
  expired_token: "The device code expired before it was used.",
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
  const failure = toAuthenticationError(error);
  const outcome = error instanceof AuthError ? outcomes[error.errorCode] : undefined;
  const advised = advice[failure.entraCode ?? 0];
  const message = [outcome ?? failure.message, advised ?? (outcome && callAgain)].filter(Boolean).join(" ");
  return new AuthenticationError("sign_in_failed", message, { cause: error, entraCode: failure.entraCode });
}
