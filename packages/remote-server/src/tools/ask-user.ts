import type { ToolQuestions } from "../auth/consent/tool-questions.ts";
import type { CallerSession } from "../auth/rules/caller-session.ts";
import type { PreparedCall } from "./tool.ts";

/** The client's data about the question, from one call. */
export interface ClientSide {
  /** Whether the client can ask the user with a form (MCP, Elicitation). */
  canAsk: boolean;
  /** The user's answer, and the question that it belongs to. */
  answer?: { state: string; action: "accept" | "decline" | "cancel" } | undefined;
}

/** A call that continues after the user's answer. */
export interface UserQuestion {
  question: string;
  /** To be sent back with the answer. */
  state: string;
}

/** The result: no question, or “yes”; “no”; or a question that the client has to ask now. */
export type Outcome =
  | { kind: "go_on"; userAgreed: boolean }
  | { kind: "declined" }
  | { kind: "ask"; ask: UserQuestion; isAnswerForeign: boolean };

export interface CallToAskAbout extends ClientSide {
  tool: { name: string };
  session: CallerSession;
}

/**
 * Asks the user before a tool does something that cannot be undone. An answer without an open question counts
 * as no answer: the user is asked again.
 */
export async function askUser(
  { tool, session, canAsk, answer }: CallToAskAbout,
  { input, question }: Pick<PreparedCall, "input" | "question">,
  questions: ToolQuestions,
): Promise<Outcome> {
  const goOn = { kind: "go_on", userAgreed: false } as const;
  if (question === undefined) return goOn;
  // defence:90 The argument that says that the user was asked counts only if the client cannot ask: a model
  // could simply write it.
  if (!canAsk) return goOn;
  const about = { userId: session.userId, clientId: session.clientId, tool: tool.name, input };
  const isOurs = answer !== undefined && (await questions.settle(answer.state, about));
  if (isOurs) return answer.action === "accept" ? { ...goOn, userAgreed: true } : { kind: "declined" };
  const ask = { question, state: await questions.ask(about) };
  return { kind: "ask", ask, isAnswerForeign: answer !== undefined };
}
