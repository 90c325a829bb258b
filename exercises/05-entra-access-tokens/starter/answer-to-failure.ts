import type { FailureAnswer } from "./context.ts";

/** The answer to the client, in our own words: errors of libraries quote requests, with tokens. */
export function answerToFailure(error: unknown): FailureAnswer {
  // TODO 5.9: in some cases a new sign-in helps, in others an administrator, and sometimes this server's settings are wrong.
  return { kind: "tool-error", text: String(error) };
}
