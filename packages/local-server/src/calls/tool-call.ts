/** A page that a person is asked to open. */
export interface Page {
  url: string;
  message: string;
}

/** The client's answer: the user will open the page, refuses, or has closed the question. */
export type Answer = "accept" | "decline" | "cancel";

/**
 * Asks the person, through the MCP client, to open a page.
 *
 * @param over aborted when the answer is no longer needed. The client may then close the question without an
 * answer.
 */
export type AskForPage = (page: Page, over: AbortSignal) => Promise<Answer>;

/** What a tool knows about its call, besides the arguments, in every generation of MCP. */
export interface ToolCall {
  /** Aborted when the client cancels the call. */
  signal: AbortSignal;
  /**
   * Tells the client that the call is still running, and why it takes so long. Does nothing if the client did
   * not ask for progress.
   */
  reportProgress: (message: string) => Promise<void>;
  /** Undefined if the client does not open pages. */
  askForPage: AskForPage | undefined;
}
