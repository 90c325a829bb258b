import { AuthError, AuthErrorCodes } from "@azure/msal-node";
import { AuthenticationError, toAuthenticationError } from "@mcp-entra/auth-core";
import { NotShownError } from "./prompt.ts";

const callAgain = "Call the tool again to start over.";
const allowPublicClients =
  "Set “Allow public client flows” to Yes under Authentication of the app registration, and do not give this server a secret.";

/** What the user can do after a refusal of Entra, by AADSTS number. */
const advice: Record<number, string> = {
  50020:
    "You signed in with an account of another directory. Call the tool again and choose an account of the configured one.",
  50034: "There is no such account in this directory. Call the tool again and choose another account.",
  50076: "Your organization asks for a second factor. Call the tool again and approve it.",
  50105: "Ask your administrator to assign you to the application.",
  53003: "A Conditional Access policy of your organization refuses this sign-in. Ask your administrator.",
  65001: "Ask your administrator to consent to User.Read for the application.",
  90094: "Ask your administrator to consent to User.Read for the application.",
  700016: "Check AZURE_CLIENT_ID and AZURE_TENANT_ID.",
  7000218: allowPublicClients,
};

/**
 * The meaning of the codes of OAuth, MSAL and its broker here (RFC 6749 §4.1.2.1 and §5.2, RFC 8628 §3.5).
 */
const outcomes: Record<string, string> = {
  access_denied: `The sign-in was cancelled on the sign-in page. ${callAgain}`,
  authorization_declined: `The sign-in was declined on the device code page. ${callAgain}`,
  device_code_expired: `The device code expired before it was used. ${callAgain}`,
  expired_token: `The device code expired before it was used. ${callAgain}`,
  user_canceled: `The sign-in was cancelled in the system's sign-in window. ${callAgain}`,
  no_network_connectivity: "Entra could not be reached. Check the network, then try again.",
  platform_broker_error: `The broker could not sign you in. ${callAgain} If this happens again, start the server with --sign-in browser.`,
  invalid_client: `Entra does not let this application sign users in without a secret. ${allowPublicClients}`,
};

/** The failure, in a sentence that says what to do next. It never contains a code or a token. */
export function explainFailure(error: unknown, authorityHost: string): AuthenticationError {
  if (error instanceof AuthenticationError) return error;
  if (error instanceof NotShownError) {
    return new AuthenticationError("sign_in_failed", error.message, { cause: error });
  }
  const { message, entraCode } = toAuthenticationError(error, authorityHost);
  const advised = [message, advice[entraCode ?? 0]].filter(Boolean).join(" ");
  const outcome = outcomes[oauthErrorOf(error) ?? ""];
  return new AuthenticationError("sign_in_failed", outcome ?? advised, { cause: error, entraCode });
}

/**
 * While MSAL polls for a device code, it keeps only `error` of Entra's answer, as its message. A broker
 * plug-in has its own copy of MSAL's classes, so its errors are recognized by their fields.
 */
function oauthErrorOf(error: unknown): string | undefined {
  if (!(error instanceof AuthError)) {
    return error instanceof Error && "errorCode" in error ? String(error.errorCode) : undefined;
  }
  return error.errorCode === AuthErrorCodes.postRequestFailed ? error.errorMessage : error.errorCode;
}
