import type { PublicClientApplication } from "@azure/msal-node";
import type { SignInPrompt } from "./prompt.ts";

/** The request to Entra, the same for every way of signing in. */
export interface SignInRequest {
  scopes: string[];
  /** The account that Entra should offer first: the last user. */
  loginHint?: string;
  /** What Entra demanded when it refused the silent request (Conditional Access), forwarded unchanged. */
  claims?: string;
}

/** What every way of signing in needs. */
export interface SignInOptions {
  client: PublicClientApplication;
  request: SignInRequest;
  prompt: SignInPrompt;
  /** Cancels the sign-in. */
  signal: AbortSignal;
}
