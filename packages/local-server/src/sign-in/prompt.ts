/** What the user needs to finish a sign-in on another device. */
export interface DeviceCode {
  /** The page where the user enters the code. */
  verificationUri: string;
  userCode: string;
}

/**
 * How the user is asked to sign in. Never on stdout, which is for the protocol.
 *
 * Both methods receive `over`, which is aborted when the sign-in has ended for any reason. Then the prompt
 * may be closed.
 */
export interface SignInPrompt {
  /**
   * Sends the user to Entra's sign-in page. The URL contains no secret (state, nonce and the PKCE challenge
   * cannot be used without the verifier), so it may be shown. But do not write it to a log that other people
   * read.
   *
   * @throws AuthenticationError if the user declines.
   * @throws NotShownError if the user could not be reached in this way.
   */
  showSignInPage(url: string, over: AbortSignal): Promise<void>;
  /** @throws as above. */
  showDeviceCode(code: DeviceCode, over: AbortSignal): Promise<void>;
}

/** The ways to reach the user. */
export interface SignInPrompts {
  /** With an MCP client that opens pages itself. */
  client: SignInPrompt | undefined;
  /** Without the client: this machine's browser, and lines on stderr. */
  terminal: SignInPrompt;
}

/**
 * The user has seen nothing, so another way may still reach them. The message says why, and what else to try.
 */
export class NotShownError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "NotShownError";
  }
}
