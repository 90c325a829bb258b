import { AuthError, InteractionRequiredAuthError } from "@azure/msal-node";
import { GraphError } from "@microsoft/microsoft-graph-client";
import type { FailureAnswer } from "./context.ts";

/** AADSTS65001: consent to this server's permissions for Graph is missing. */
const consentMissing = 65001;
/** Entra refuses a token that this server has just verified. So this server's ID, secret or tenant is wrong. */
const ownTokenRefused = new Set([500131, 50013]);
const ownRequestRefused = new Set(["invalid_client", "unauthorized_client"]);

/** The answer to the client, in our own words: errors of libraries quote requests, with tokens. */
export function answerToFailure(error: unknown): FailureAnswer {
  if (error instanceof AuthError) return answerToEntra(error);
  if (error instanceof GraphError && error.statusCode === 401) return { kind: "sign-in" };
  return { kind: "tool-error", text: "Microsoft Graph has not answered as expected. Try again later." };
}

function answerToEntra(error: AuthError): FailureAnswer {
  const number = Number(/\bAADSTS(\d+)/.exec(error.errorMessage)?.[1]);
  if (number === consentMissing) {
    // After a challenge, the client would ask for its own consent, which is there, again and again.
    const text =
      "There is no consent to what this server needs from Microsoft Graph. Ask your administrator to give it.";
    return { kind: "tool-error", text };
  }
  if (ownTokenRefused.has(number) || ownRequestRefused.has(error.errorCode)) {
    return { kind: "our-fault", log: `Entra refuses this server's own request: AADSTS${number}.` };
  }
  if (error instanceof InteractionRequiredAuthError && error.claims !== "") {
    return { kind: "sign-in", claims: error.claims };
  }
  if (error instanceof InteractionRequiredAuthError || error.errorCode === "invalid_grant") {
    return { kind: "sign-in" };
  }
  return { kind: "tool-error", text: "Microsoft Entra ID has not answered as expected. Try again later." };
}
