import { BrowserUnavailableError, type SignInPrompt } from "./prompt.ts";

export interface TerminalPromptOptions {
  /** Opens a URL in the system's browser; rejects when there is none. */
  openUrl: (url: string) => Promise<unknown>;
  /** Writes one line where a person may see it: stderr. */
  writeLine: (line: string) => void;
  /** Sends one line to the MCP client, which shows it or not (`notifications/message`). */
  notifyClient: (line: string) => Promise<void>;
}

/** For clients that cannot show a URL: the system's browser, and a line wherever the user may look: stderr, the client's log. */
export function createTerminalPrompt(options: TerminalPromptOptions): SignInPrompt {
  const { openUrl, writeLine, notifyClient } = options;
  return {
    clientOpensPages: false,
    showSignInPage: async (url) => {
      const line = `Sign in with Microsoft Entra ID in your browser. If no window has opened, visit ${url}`;
      writeLine(line);
      // Many clients hide stderr. One that cannot be told either still has a user with a browser.
      await notifyClient(line).catch(() => undefined);
      await openUrl(url).catch((cause: unknown) => {
        throw new BrowserUnavailableError({ cause });
      });
    },
    showDeviceCode: async ({ verificationUri, userCode }) => {
      const line = `Sign in with Microsoft Entra ID: open ${verificationUri} on any device and enter the code ${userCode}. Enter it only if you have just called a tool of this server yourself.`;
      writeLine(line);
      await notifyClient(line);
    },
  };
}
