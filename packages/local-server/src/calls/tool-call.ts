/** A page that a person is asked to open. */
export interface Page {
  url: string;
  message: string;
}

/** What the client answers: the person will open the page, says no, or has put the question away. */
export type Answer = "accept" | "decline" | "cancel";

/**
 * Asks the person, through the MCP client, to open a page.
 *
 * @param over aborted when the answer is no longer of interest. The question may go away then, and never be answered.
 */
export type AskForPage = (page: Page, over: AbortSignal) => Promise<Answer>;

/** What a tool knows about the call that it answers, besides its arguments, in every generation of MCP. */
export interface ToolCall {
  /** Aborted when the client cancels the call. */
  signal: AbortSignal;
  /** Tells the client that the call is alive, and why it takes so long; does nothing when the client did not ask to be told. */
  reportProgress: (message: string) => Promise<void>;
  /** Undefined when the client does not open pages. */
  askForPage: AskForPage | undefined;
}
