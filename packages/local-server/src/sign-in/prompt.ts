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
  /** Whether the MCP client opens pages itself, so that no browser has to be found from here. */
  readonly clientOpensPages: boolean;
  /**
   * Leads the person to Entra's sign-in page. The URL holds no secret (state, nonce and the PKCE challenge are of no use
   * without the verifier), so it may be shown, but it does not belong in a log that others read.
   *
   * @throws AuthenticationError when the person declines.
   * @throws BrowserUnavailableError when nothing here can open a page.
   */
  showSignInPage(url: string, over: AbortSignal): Promise<void>;
  /** @throws AuthenticationError when the person declines. */
  showDeviceCode(code: DeviceCode, over: AbortSignal): Promise<void>;
}

/** No browser could be started on this machine: the device code is left. */
export class BrowserUnavailableError extends Error {
  constructor(options?: ErrorOptions) {
    super("No browser could be opened on this machine.", options);
    this.name = "BrowserUnavailableError";
  }
}
