import type { FailureAnswer } from "./context.ts";

/** What the client is told, in words of ours: errors of libraries quote requests, and tokens with them. */
export function answerToFailure(error: unknown): FailureAnswer {
  // TODO 5.9: a new sign-in helps in some cases, an administrator in others, and sometimes the fault is ours.
  return { kind: "tool-error", text: String(error) };
}
