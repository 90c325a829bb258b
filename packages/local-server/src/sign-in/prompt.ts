/** What a person needs to finish a sign-in on another device. */
export interface DeviceCode {
  /** Where the code is typed in. */
  verificationUri: string;
  userCode: string;
}

/**
 * How the person at the other end is told to sign in. stdout is never a way: it belongs to the protocol.
 *
 * Both methods receive `over`, which is aborted as soon as the sign-in has ended, however it ended; what is still being
 * shown then may go away.
 */
export interface SignInPrompt {
  /**
   * Leads the person to Entra's sign-in page. The URL holds no secret (state, nonce and the PKCE challenge are of no use
   * without the verifier), so it may be shown, but it does not belong in a log that others read.
   *
   * @throws AuthenticationError when the person declines.
   * @throws NotShownError when this was no way to reach the person.
   */
  showSignInPage(url: string, over: AbortSignal): Promise<void>;
  /** @throws as above. */
  showDeviceCode(code: DeviceCode, over: AbortSignal): Promise<void>;
}

/** The ways to reach the person. */
export interface SignInPrompts {
  /** Through an MCP client that opens pages itself. */
  client: SignInPrompt | undefined;
  /** Past the client: this machine's browser, and lines on stderr. */
  terminal: SignInPrompt;
}

/** The person has seen nothing: another way may still reach them. The message says why, and what else to try. */
export class NotShownError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "NotShownError";
  }
}
