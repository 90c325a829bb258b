import type { ToolQuestions } from "../auth/consent/tool-questions.ts";
import type { CallerSession } from "../auth/rules/caller-session.ts";
import type { PreparedCall } from "./tool.ts";

/** What a client says about the user, with one call. */
export interface ClientSide {
  /** Whether it can ask the user: with a form (MCP, Elicitation). */
  canAsk: boolean;
  /** What the user has answered, and to which question. */
  answer?: { state: string; action: "accept" | "decline" | "cancel" } | undefined;
}

/** A call that goes on when the user has answered. */
export interface UserQuestion {
  question: string;
  /** To be sent back with the answer. */
  state: string;
}

/** What became of asking: nothing to ask, or a yes; a no; or something that the client has to ask the user now. */
export type Outcome =
  | { kind: "go_on"; userAgreed: boolean }
  | { kind: "declined" }
  | { kind: "ask"; ask: UserQuestion; isAnswerForeign: boolean };

export interface CallToAskAbout extends ClientSide {
  tool: { name: string };
  session: CallerSession;
}

/**
 * Asks the user before a tool does what cannot be taken back. An answer that belongs to no open question counts as none: the
 * user is asked again.
 */
export async function askUser(
  { tool, session, canAsk, answer }: CallToAskAbout,
  { input, question }: Pick<PreparedCall, "input" | "question">,
  questions: ToolQuestions,
): Promise<Outcome> {
  const goOn = { kind: "go_on", userAgreed: false } as const;
  if (question === undefined) return goOn;
  // defence:90 An argument that says that the user was asked counts only where there is no other way: a model would simply write it.
  if (!canAsk) return goOn;
  const about = { userId: session.userId, clientId: session.clientId, tool: tool.name, input };
  const isOurs = answer !== undefined && (await questions.settle(answer.state, about));
  if (isOurs) return answer.action === "accept" ? { ...goOn, userAgreed: true } : { kind: "declined" };
  const ask = { question, state: await questions.ask(about) };
  return { kind: "ask", ask, isAnswerForeign: answer !== undefined };
}
