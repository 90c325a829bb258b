import { NotShownError, type SignInPrompt } from "./prompt.ts";

export interface TerminalPromptOptions {
  /** Opens a URL in the system's browser; rejects when there is none. */
  openUrl: (url: string) => Promise<unknown>;
  /** Writes one line where the user may look: on stderr, and in the progress of the call. */
  tell: (line: string) => void;
}

/** Reaches the user without the client: with the system's browser, and a line that says where to go. */
export function createTerminalPrompt({ openUrl, tell }: TerminalPromptOptions): SignInPrompt {
  return {
    showSignInPage: async (url) => {
      tell(`Sign in with Microsoft Entra ID in your browser. If no window has opened, visit ${url}`);
      await openUrl(url).catch((cause: unknown) => {
        throw new NotShownError(noBrowser, { cause });
      });
    },
    showDeviceCode: async ({ verificationUri, userCode }) =>
      tell(
        `Sign in with Microsoft Entra ID: open ${verificationUri} on any device and enter the code ${userCode}. Enter it only if you have just called a tool of this server yourself.`,
      ),
  };
}

const noBrowser =
  "No browser could be opened on this machine. Start the server with --sign-in auto or --sign-in device-code.";
